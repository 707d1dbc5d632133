// A Program as text and numbers to be read: what each kernel fuses and computes, its loops, the bytes it moves, the
// operations it performs, and the memory of the whole.
import { oneLine } from './escape.ts';
import { readsOfStep, writesOfStep } from './program/access.ts';
import { formulasOf, loops } from './program/print.ts';
import type { Axis, Buffer, BufferId, Kernel, Program, Scalar, ScatterKernel, Step } from './program/types.ts';
import { forEachScalar } from './program/visit.ts';
import { bytes, count } from './units.ts';

/** Over one run of the program: kernels in loops count their operations and bytes once for each iteration. */
export interface Totals {
  readonly kernels: number;
  readonly operations: number;
  readonly bytesMoved: number;
}

/** What one kernel is, by names and numbers. */
export interface KernelReport {
  readonly name: string;
  /** the loops around it, outermost first */
  readonly loops: readonly string[];
  /** how often it runs in one run of the program */
  readonly runs: number;
  /** the extents of its axes, and of those it folds */
  readonly points: readonly number[];
  readonly folded: readonly number[];
  readonly fuses: Fused;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** in one run of the program */
  readonly operations: number;
  /** what it must load and store at least, each element once, in one run of the program */
  readonly bytesMoved: number;
}

/** The operations of a kernel: what is computed of each element, how it is folded, what is computed of the result. */
export interface Fused {
  readonly before: readonly Operations[];
  /** 'sum', 'max', ..., 'scatter add', or null */
  readonly fold: string | null;
  readonly after: readonly Operations[];
}

export interface Operations {
  readonly name: string;
  readonly count: number;
}

/** Bytes, by what they hold. */
export interface Memory {
  /** temporaries, which share one arena by liveness */
  readonly temporaries: number;
  /** the same if each had memory of its own */
  readonly unshared: number;
  readonly states: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly constants: number;
}

/** Every kernel with its loops and formulas, after the totals. */
export function explainProgram(program: Program): string {
  const { kernels, operations, bytesMoved } = totalsOf(program);
  const { temporaries, unshared, ...kept } = memoryOf(program);
  const rest = Object.values(kept).reduce((a, b) => a + b, 0);
  return [
    `${kernels} kernels, ${count(operations)} operations, ${bytes(bytesMoved)} moved`,
    `memory: temporaries ${bytes(temporaries)} shared (${bytes(unshared)} unshared), ` +
      `states, inputs, outputs and constants ${bytes(rest)}`,
    '',
    ...explainSteps(program, program.steps),
  ].join('\n');
}

/** The steps in their order, the body of a loop indented below it. */
export function explainSteps(program: Program, steps: readonly Step[], indent = ''): string[] {
  const name = (id: BufferId) => oneLine(program.buffers[id]!.name);
  return steps.flatMap((s): string[] => {
    if (s.kind === 'loop') {
      const range = s.reverse ? `${s.extent - 1} down to 0` : `0 to ${s.extent - 1}`;
      const carries = s.carries.map((c) => `${name(c.to)} = ${name(c.from)}`);
      return [
        `${indent}${s.name}: for i${s.counter} from ${range}`,
        ...explainSteps(program, s.body, `${indent}  `),
        ...carries.map((c) => `${indent}  then ${c}`),
      ];
    }
    const moved = bytesMovedBy(program, s);
    return [
      `${indent}${s.name}: ${loops(s.axes)}; ${count(operationsOf(s))} operations, ${bytes(moved)}`,
      `${indent}  fuses ${fusedText(fusedIn(s))}`,
      ...formulasOf(program, s).map((line) => `${indent}  ${line}`),
    ];
  });
}

export function totalsOf(program: Program): Totals {
  const all = kernelsOf(program);
  const sum = (of: (k: KernelReport) => number) => all.reduce((n, k) => n + of(k), 0);
  return { kernels: all.length, operations: sum((k) => k.operations), bytesMoved: sum((k) => k.bytesMoved) };
}

/** In the order in which they run. */
export function kernelsOf(program: Program): KernelReport[] {
  const reports: KernelReport[] = [];
  const visit = (steps: readonly Step[], around: readonly string[], runs: number) => {
    for (const s of steps) {
      if (s.kind === 'loop') visit(s.body, [...around, s.name], runs * s.extent);
      else reports.push(report(program, s, around, runs));
    }
  };
  visit(program.steps, [], 1);
  return reports;
}

function report(program: Program, k: Kernel | ScatterKernel, around: readonly string[], runs: number): KernelReport {
  const names = (ids: ReadonlySet<BufferId>) => [...ids].map((b) => program.buffers[b]!.name);
  return {
    name: k.name,
    loops: around,
    runs,
    points: k.axes.map((a) => a.extent),
    folded: foldedAxes(k).map((a) => a.extent),
    fuses: fusedIn(k),
    reads: names(readsOfStep(k)),
    writes: names(writesOfStep(k)),
    operations: runs * operationsOf(k),
    bytesMoved: runs * bytesMovedBy(program, k),
  };
}

export function memoryOf(program: Program): Memory {
  const of = (role: Buffer['role']) => program.buffers.reduce((n, b) => (b.role === role ? n + b.length * 4 : n), 0);
  return {
    temporaries: program.arenaBytes,
    unshared: program.unsharedBytes,
    states: of('state'),
    inputs: of('input'),
    outputs: of('output'),
    constants: of('constant'),
  };
}

/** 'mul -> sum -> add, max' */
export function fusedText({ before, fold, after }: Fused): string {
  const list = (operations: readonly Operations[]) =>
    operations.map((o) => (o.count === 1 ? o.name : `${o.count} ${o.name}`)).join(', ');
  const parts = [list(before), fold ?? '', list(after)].filter((part) => part !== '');
  return parts.length === 0 ? 'copy' : parts.join(' -> ');
}

function fusedIn(k: Kernel | ScatterKernel): Fused {
  if (k.kind === 'scatter') return { before: operationsIn([k.index, k.value]), fold: 'scatter add', after: [] };
  const results = operationsIn(k.outputs.map((o) => o.value));
  if (!k.reduction) return { before: results, fold: null, after: [] };
  return { before: operationsIn([k.reduction.value]), fold: k.reduction.monoid, after: results };
}

function operationsIn(roots: readonly Scalar[]): Operations[] {
  const names: string[] = [];
  forEachScalar(roots, (s) => {
    if (s.kind === 'apply') names.unshift(s.op);
    if (s.kind === 'guard') names.unshift('mask');
    if (s.kind === 'load' && s.row) names.unshift('gather');
  });
  return [...new Set(names)].map((name) => ({ name, count: names.filter((n) => n === name).length }));
}

function operationsOf(k: Kernel | ScatterKernel): number {
  const points = sizeOf(k.axes);
  if (k.kind === 'scatter') return points * applications([k.index, k.value]);
  const results = points * applications(k.outputs.map((o) => o.value));
  return k.reduction ? results + points * sizeOf(k.reduction.axes) * (applications([k.reduction.value]) + 1) : results;
}

function applications(roots: readonly Scalar[]): number {
  let n = 0;
  forEachScalar(roots, (s) => {
    if (s.kind === 'apply') n++;
  });
  return n;
}

/** A kernel touches no more of a buffer than it has points (a row of a sequence), and no more than the buffer has. */
function bytesMovedBy(program: Program, k: Kernel | ScatterKernel): number {
  const points = sizeOf(k.axes);
  const touched = new Map<BufferId, number>();
  const touch = (b: BufferId, times: number) => touched.set(b, (touched.get(b) ?? 0) + times);
  const loads = (roots: readonly Scalar[], times: number) => {
    forEachScalar(roots, (s) => {
      if (s.kind === 'load') touch(s.buffer, times);
    });
  };
  const moved = () => [...touched].reduce((n, [b, times]) => n + Math.min(times, program.buffers[b]!.length) * 4, 0);
  if (k.kind === 'scatter') {
    loads([k.index, k.value], points);
    const whole = program.buffers[k.buffer]!.length * 4;
    // in place, rows are read and written; otherwise the whole is written first, and read where it is copied
    if (k.onto === k.buffer) return moved() + Math.min(2 * points * 4, 2 * whole);
    return moved() + whole * (k.onto === null ? 1 : 2);
  }
  if (k.reduction) loads([k.reduction.value], points * sizeOf(k.reduction.axes));
  loads(
    k.outputs.map((o) => o.value),
    points,
  );
  return moved() + k.outputs.length * points * 4;
}

function foldedAxes(k: Kernel | ScatterKernel): readonly Axis[] {
  return k.kind === 'kernel' && k.reduction ? k.reduction.axes : [];
}

function sizeOf(axes: readonly Axis[]): number {
  return axes.reduce((n, a) => n * a.extent, 1);
}
