// Kernels as formulas: loops, what is folded, and what each output is, over the names of the buffers.
import { oneLine } from '../escape.ts';
import type { Atom, Axis, BufferId, Condition, Index, Kernel, Program, Scalar, ScatterKernel } from './types.ts';
import { countUses, scalarsOf } from './visit.ts';

/** One line for what is folded, if anything is, and one for each output. */
export function formulasOf(program: Program, s: Kernel | ScatterKernel): string[] {
  const text = new ScalarText(program, scalarsOf(s));
  const name = (b: BufferId) => oneLine(program.buffers[b]!.name);
  if (s.kind === 'scatter') {
    const at = `${name(s.buffer)}[${s.rowLength} * (${text.of(s.index)}) + ${indexText(s.address)}]`;
    const begin = s.onto === null || s.onto === s.buffer ? [] : [`${name(s.buffer)} = ${name(s.onto)}`];
    return [...begin, `${at} += ${text.of(s.value)}`];
  }
  const lines: string[] = [];
  if (s.reduction) {
    const { monoid, axes, value } = s.reduction;
    lines.push(`r = ${monoid} over ${loops(axes)} of ${text.of(value)}`);
  }
  for (const o of s.outputs) lines.push(`${name(o.buffer)}[${indexText(o.address)}] = ${text.of(o.value)}`);
  return lines;
}

/** 'i0 < 64, i1 < 10' */
export function loops(axes: readonly Axis[]): string {
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
  private readonly uses: ReadonlyMap<Scalar, number>;

  constructor(
    private readonly program: Program,
    roots: readonly Scalar[],
  ) {
    this.uses = countUses(roots);
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
        return s.extreme ? 'value at r' : 'r';
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
    return oneLine(this.program.buffers[b]!.name);
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
