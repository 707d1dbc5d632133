// Scalars, indices and kernels as formulas over the names of buffers and axes.
import { oneLine } from '../escape.ts';
import type {
  Atom,
  Axis,
  AxisId,
  BufferId,
  Condition,
  Index,
  Kernel,
  Program,
  Scalar,
  ScatterKernel,
} from './types.ts';
import { countUses, scalarsOf } from './visit.ts';

/** One line for what is folded, if anything is, and one for each output. */
export function formulasOf(program: Program, s: Kernel | ScatterKernel): string[] {
  const names = namesOf(program);
  const text = new ScalarText(names, scalarsOf(s));
  const name = names.buffer;
  const indexText = (i: Index) => indexIn(i, names);
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
  return axes.length === 0 ? 'one point' : axes.map((a) => `${axisName(a.id)} < ${a.extent}`).join(', ');
}

export interface Names {
  readonly buffer: (id: BufferId) => string;
  /** null: the term is left out */
  readonly axis: (id: AxisId) => string | null;
}

export const axisName = (id: AxisId): string => `i${id}`;

export const namesOf = ({ buffers }: Program): Names => ({
  buffer: (id) => oneLine(buffers[id]!.name),
  axis: axisName,
});

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

/**
 * Scalars as formulas. A value that is used again is named where it first stands: (v1 := x + y); or, with `lines`, in a line
 * of its own that is put there before.
 */
export class ScalarText {
  private readonly known = new Map<Scalar, string>();
  private readonly uses: ReadonlyMap<Scalar, number>;

  constructor(
    private readonly names: Names,
    roots: readonly Scalar[],
    private readonly lines?: string[],
  ) {
    this.uses = countUses(roots);
  }

  of(s: Scalar): string {
    const named = this.known.get(s);
    if (named !== undefined) return named;
    const isNamed = (s.kind === 'apply' || s.kind === 'guard') && (this.uses.get(s) ?? 0) > 1;
    if (!isNamed) return this.full(s);
    if (this.lines) {
      const text = this.full(s);
      const name = this.named(s);
      this.lines.push(`${name} = ${text}`);
      return name;
    }
    return `(${this.named(s)} := ${this.full(s)})`;
  }

  private named(s: Scalar): string {
    const name = `v${this.known.size + 1}`;
    this.known.set(s, name);
    return name;
  }

  private full(s: Scalar): string {
    switch (s.kind) {
      case 'literal':
        return String(s.value);
      case 'index':
        return indexIn(s.value, this.names);
      case 'reduced':
        return s.extreme ? 'value at r' : 'r';
      case 'load': {
        const row = s.row ? `${s.row.stride} * row(${this.of(s.row.index)}) + ` : '';
        return `${this.names.buffer(s.buffer)}[${row}${indexIn(s.address, this.names)}]`;
      }
      case 'guard':
        return `(${this.of(s.value)} where ${s.conditions.map((c) => this.condition(c)).join(' and ')} else ${s.fill})`;
      case 'apply': {
        const args = s.args.map((a) => this.of(a));
        const sign = infix[s.op];
        return sign && args.length === 2 ? `(${args[0]} ${sign} ${args[1]})` : `${s.op}(${args.join(', ')})`;
      }
    }
  }

  private condition(c: Condition): string {
    const value = indexIn(c.value, this.names);
    return c.kind === 'range' ? `0 <= ${value} < ${c.below}` : `${c.by} divides ${value}`;
  }
}

export function indexIn(index: Index, names: Names): string {
  const terms = index.terms.flatMap(({ atom, factor }) => {
    const text = atomText(atom, names);
    return text === null ? [] : [factor === 1 ? text : `${factor} ${text}`];
  });
  if (index.offset !== 0 || terms.length === 0) terms.push(String(index.offset));
  return terms.join(' + ').replaceAll('+ -', '- ');
}

function atomText(atom: Atom, names: Names): string | null {
  if (atom.kind === 'axis') return names.axis(atom.id);
  const value = indexIn(atom.value, names);
  return atom.kind === 'floor' ? `floor((${value}) / ${atom.by})` : `((${value}) mod ${atom.by})`;
}
