// A Program as text to be read: what each kernel computes, its loops, the bytes it moves, the operations it performs,
// and the memory of the whole.

import { readsOfStep, writesOfStep } from './passes/buffers.ts';
import type {
  Atom,
  Axis,
  Buffer,
  BufferId,
  Condition,
  Index,
  Kernel,
  Program,
  Scalar,
  ScatterKernel,
  Step,
} from './program.ts';
import { forEachScalar, scalarsOf } from './walk.ts';

/** Totals over one run of the program; loops count once for each iteration. */
export interface Totals {
  readonly kernels: number;
  readonly operations: number;
  readonly bytesMoved: number;
}

export function explainProgram(program: Program): string {
  const totals = totalsOf(program);
  const kept = bytesOf(program, ['state', 'input', 'output', 'constant']);
  const lines = [
    `${totals.kernels} kernels, ${count(totals.operations)} operations, ${bytes(totals.bytesMoved)} moved`,
    `memory: temporaries ${bytes(program.arenaBytes)} shared (${bytes(program.unsharedBytes)} unshared), ` +
      `states, inputs, outputs and constants ${bytes(kept)}`,
    '',
  ];
  for (const s of program.steps) lines.push(...explainStep(program, s, ''));
  return lines.join('\n');
}

export function totalsOf(program: Program): Totals {
  return sumOver(program, program.steps);
}

function sumOver(program: Program, steps: readonly Step[]): Totals {
  let [kernels, operations, bytesMoved] = [0, 0, 0];
  for (const s of steps) {
    const body = s.kind === 'loop' ? sumOver(program, s.body) : kernelTotals(program, s);
    const times = s.kind === 'loop' ? s.extent : 1;
    kernels += body.kernels;
    operations += times * body.operations;
    bytesMoved += times * body.bytesMoved;
  }
  return { kernels, operations, bytesMoved };
}

function kernelTotals(program: Program, k: Kernel | ScatterKernel): Totals {
  const points = sizeOf(k.axes);
  let operations = points * applications(k.kind === 'scatter' ? scalarsOf(k) : k.outputs.map((o) => o.value));
  if (k.kind === 'kernel' && k.reduction) {
    operations += points * sizeOf(k.reduction.axes) * (applications([k.reduction.value]) + 1);
  }
  let bytesMoved = 0;
  for (const b of [...readsOfStep(k), ...writesOfStep(k)]) bytesMoved += program.buffers[b]!.length * 4;
  return { kernels: 1, operations, bytesMoved };
}

function applications(roots: readonly Scalar[]): number {
  let n = 0;
  forEachScalar(roots, (s) => {
    if (s.kind === 'apply') n++;
  });
  return n;
}

function sizeOf(axes: readonly Axis[]): number {
  return axes.reduce((n, a) => n * a.extent, 1);
}

function bytesOf(program: Program, roles: readonly Buffer['role'][]): number {
  return program.buffers.reduce((n, b) => (roles.includes(b.role) ? n + b.length * 4 : n), 0);
}

function explainStep(program: Program, s: Step, indent: string): string[] {
  if (s.kind === 'loop') {
    const range = s.reverse ? `${s.extent - 1} down to 0` : `0 to ${s.extent - 1}`;
    const carries = s.carries.map((c) => `${program.buffers[c.to]!.name} = ${program.buffers[c.from]!.name}`);
    return [
      `${indent}${s.name}: for i${s.counter} from ${range}`,
      ...s.body.flatMap((b) => explainStep(program, b, `${indent}  `)),
      ...carries.map((c) => `${indent}  then ${c}`),
    ];
  }
  const { operations, bytesMoved } = kernelTotals(program, s);
  const text = new ScalarText(program, scalarsOf(s));
  const lines = [`${indent}${s.name}: ${loops(s.axes)}; ${count(operations)} operations, ${bytes(bytesMoved)}`];
  if (s.kind === 'scatter') {
    const at = `${program.buffers[s.buffer]!.name}[${s.rowLength} * (${text.of(s.index)}) + ${indexText(s.address)}]`;
    return [...lines, `${indent}  ${at} += ${text.of(s.value)}`];
  }
  if (s.reduction) {
    const { monoid, axes, value } = s.reduction;
    lines.push(`${indent}  r = ${monoid} over ${loops(axes)} of ${text.of(value)}`);
  }
  for (const o of s.outputs) {
    lines.push(`${indent}  ${program.buffers[o.buffer]!.name}[${indexText(o.address)}] = ${text.of(o.value)}`);
  }
  return lines;
}

function loops(axes: readonly Axis[]): string {
  return axes.length === 0 ? 'one point' : axes.map((a) => `i${a.id} < ${a.extent}`).join(', ');
}

const infix: Readonly<Record<string, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  equal: '=',
  notEqual: '!=',
  less: '<',
  lessEqual: '<=',
  greater: '>',
  greaterEqual: '>=',
  and: 'and',
  or: 'or',
};

/** Scalars as formulas; a value that is used again is named where it first stands: (v1 := x + y). */
class ScalarText {
  private readonly names = new Map<Scalar, string>();
  private readonly uses = new Map<Scalar, number>();

  constructor(
    private readonly program: Program,
    roots: readonly Scalar[],
  ) {
    const use = (s: Scalar) => this.uses.set(s, (this.uses.get(s) ?? 0) + 1);
    roots.forEach(use);
    forEachScalar(roots, (s) => {
      if (s.kind === 'apply') s.args.forEach(use);
      if (s.kind === 'guard') use(s.value);
    });
  }

  of(s: Scalar): string {
    const named = this.names.get(s);
    if (named !== undefined) return named;
    const isNamed = (s.kind === 'apply' || s.kind === 'guard') && (this.uses.get(s) ?? 0) > 1;
    if (!isNamed) return this.full(s);
    const name = `v${this.names.size + 1}`;
    this.names.set(s, name);
    return `(${name} := ${this.full(s)})`;
  }

  private full(s: Scalar): string {
    switch (s.kind) {
      case 'literal':
        return String(s.value);
      case 'index':
        return indexText(s.value);
      case 'reduced':
        return 'r';
      case 'load': {
        const row = s.row ? `${s.row.stride} * row(${this.of(s.row.index)}) + ` : '';
        return `${this.name(s.buffer)}[${row}${indexText(s.address)}]`;
      }
      case 'guard':
        return `(${this.of(s.value)} where ${s.conditions.map(conditionText).join(' and ')} else ${s.fill})`;
      case 'apply': {
        const args = s.args.map((a) => this.of(a));
        const sign = infix[s.op];
        return sign && args.length === 2 ? `(${args[0]} ${sign} ${args[1]})` : `${s.op}(${args.join(', ')})`;
      }
    }
  }

  private name(b: BufferId): string {
    return this.program.buffers[b]!.name;
  }
}

function conditionText(c: Condition): string {
  return c.kind === 'range' ? `0 <= ${indexText(c.value)} < ${c.below}` : `${c.by} divides ${indexText(c.value)}`;
}

function indexText(index: Index): string {
  const terms = index.terms.map(({ atom, factor }) => (factor === 1 ? atomText(atom) : `${factor} ${atomText(atom)}`));
  if (index.offset !== 0 || terms.length === 0) terms.push(String(index.offset));
  return terms.join(' + ').replaceAll('+ -', '- ');
}

function atomText(atom: Atom): string {
  if (atom.kind === 'axis') return `i${atom.id}`;
  return atom.kind === 'floor'
    ? `floor((${indexText(atom.value)}) / ${atom.by})`
    : `((${indexText(atom.value)}) mod ${atom.by})`;
}

function count(n: number): string {
  const units = ['', ' thousand', ' million', ' billion', ' trillion'];
  let [value, unit] = [n, 0];
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 ? value : value.toPrecision(3)}${units[unit]}`;
}

function bytes(n: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  let [value, unit] = [n, 0];
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
