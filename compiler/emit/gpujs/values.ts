// Scalars to source: shared subtrees once, loads by their buffer's name, guarded reads behind an if.

import type { DType } from '../../../dsl/dtype.ts';
import { evaluator } from '../../../dsl/scalar/op.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { BufferId, Load, Scalar } from '../../program/types.ts';
import { atom, call, type Expression, number, product, sum } from './expression.ts';
import { type AxisTable, conditionText, indexExpression } from './indices.ts';
import { operation } from './operations.ts';
import type { Writer } from './writer.ts';

/** What the values of one kernel need around them. */
export interface Context {
  readonly w: Writer;
  readonly axes: AxisTable;
  /** how often each scalar is used in this kernel */
  readonly uses: ReadonlyMap<Scalar, number>;
  /** the source name of a buffer; asking makes it an argument */
  readonly bufferName: (id: BufferId) => string;
  reduced: Expression | null;
  /** whether floats need rounding to 32 bits after each operation */
  readonly round: boolean;
}

/** A float as 32-bit arithmetic has it. */
export const rounded = (c: Context, dtype: DType, x: Expression): Expression =>
  c.round && dtype === 'f32' ? call('fround', x) : x;

/** A number, or the argument that carries it where it is not finite. */
export function literal(c: Context, value: number): Expression {
  if (Number.isNaN(value)) return c.w.special('nan');
  if (Number.isFinite(value))
    return c.round && value !== 0 ? { ...number(value), text: `${Math.fround(value)}` } : number(value);
  const infinity = c.w.special('infinity');
  return value > 0 ? infinity : { text: `-${infinity.text}`, level: 0 };
}

/** Longer values get a name: lines stay readable, and nested no deeper than shader compilers parse (Tint: 128 levels). */
const longest = 160;

export function scalarExpression(c: Context, s: Scalar): Expression {
  const known = c.w.recall(s);
  if (known) return known;
  const plain = plainExpression(c, s);
  const shared = (c.uses.get(s) ?? 0) > 1 && s.kind !== 'literal' && s.kind !== 'reduced';
  const long = s.kind === 'apply' && plain.text.length > longest;
  const value = shared || long ? c.w.named(stem(c, s), plain) : plain;
  return c.w.remember(s, value);
}

function stem(c: Context, s: Scalar): string {
  if (s.kind === 'load') return `${c.bufferName(s.buffer)}_at`;
  return s.kind === 'apply' ? s.op : s.kind;
}

/** Values that are used in many places are looked at once. */
const constants = new WeakMap<Scalar, number | null>();

/** The value of what depends on nothing: shaders take whole numbers that are computed in the text for integers. */
function constantOf(s: Scalar): number | null {
  if (s.kind === 'literal') return s.value;
  if (s.kind === 'index') return s.value.terms.length === 0 ? s.value.offset : null;
  if (s.kind !== 'apply') return null;
  const known = constants.get(s);
  if (known !== undefined) return known;
  const args = s.args.map(constantOf);
  const value = args.every((a) => a !== null) ? evaluator(scalars[s.op], s.dtype)(...args) : null;
  const rounded = value === null || s.dtype !== 'f32' ? value : Math.fround(value);
  constants.set(s, rounded);
  return rounded;
}

function plainExpression(c: Context, s: Scalar): Expression {
  const constant = s.kind === 'apply' ? constantOf(s) : null;
  if (constant !== null) return literal(c, constant);
  switch (s.kind) {
    case 'load':
      return load(c, s);
    case 'index':
      // a float like all values: to a shader the name of an axis is an integer, which no choice takes beside a float
      return call('floor', indexExpression(c.w, s.value, c.axes));
    case 'literal':
      return literal(c, s.value);
    case 'reduced':
      if (!c.reduced || s.extreme)
        throw new Error('gpu.js emitter: a value asks for the result of a reduction that is not there');
      return c.reduced;
    case 'guard': {
      const tests = s.conditions.map((x) => conditionText(c.w, x, c.axes));
      const value = c.w.variable('guarded', literal(c, s.fill));
      c.w.block(`if (${tests.join(' && ')})`, () => c.w.assign(value, scalarExpression(c, s.value)));
      return value;
    }
    case 'apply': {
      const args = s.args.map((x) => scalarExpression(c, x));
      const integer = s.dtype !== 'f32' && s.args.every((x) => x.dtype !== 'f32');
      return rounded(c, s.dtype, operation(s.op)(c.w, args, integer));
    }
  }
}

function load(c: Context, s: Load): Expression {
  const name = c.bufferName(s.buffer);
  const address = indexExpression(c.w, s.address, c.axes);
  if (!s.row) return atom(`${name}[${address.text}]`);
  const row = c.w.named('row', scalarExpression(c, s.row.index));
  const value = c.w.variable(`${name}_row`, s.dtype === 'f32' ? c.w.special('nan') : number(0));
  const position = s.row.stride === 1 ? row : product(row, number(s.row.stride));
  const at0 = address.text === '0' ? position : sum(position, address);
  c.w.block(`if (${row.text} >= 0 && ${row.text} < ${s.row.count})`, () =>
    c.w.assign(value, atom(`${name}[${at0.text}]`)),
  );
  return value;
}

/** Counts the uses of every scalar under the roots. */
export function countUses(roots: readonly Scalar[]): Map<Scalar, number> {
  const uses = new Map<Scalar, number>();
  const visit = (s: Scalar): void => {
    const before = uses.get(s) ?? 0;
    uses.set(s, before + 1);
    if (before > 0) return;
    if (s.kind === 'apply') s.args.forEach(visit);
    else if (s.kind === 'guard') visit(s.value);
    else if (s.kind === 'load' && s.row) visit(s.row.index);
  };
  roots.forEach(visit);
  return uses;
}
