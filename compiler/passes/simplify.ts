// Simplification by a table of rules that hold for every float: NaN, infinities and signed zeros included. (x * 0 = 0
// and x - x = 0 do not, and are not here.) Gradient rules have served their purpose by now and are erased by rewriting.
import { broadcastScalar, literal, makeConstant, makeMap } from '../../dsl/build.ts';
import type { Expr, MapNode } from '../../dsl/expr.ts';
import { composedView } from '../../dsl/expression/composed.ts';
import { viewsInside } from '../../dsl/expression/inline.ts';
import { evaluator } from '../../dsl/scalar/op.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { isMasked } from '../../dsl/view.ts';
import type { Graph } from '../graph.ts';
import { composedReshape } from './compose.ts';
import { rewriteGraph } from './rewrite.ts';

interface SimplifyRule {
  readonly formula: string;
  /** an equal expression, or null where the rule does not apply */
  readonly apply: (e: Expr) => Expr | null;
}

export function simplify(graph: Graph): Graph {
  return rewriteGraph(graph, simplest, undefined, viewsInside);
}

function simplest(e: Expr): Expr {
  for (const rule of rules) {
    const simpler = rule.apply(e);
    if (simpler && simpler !== e) return simplest(simpler);
  }
  return e;
}

export const rules: readonly SimplifyRule[] = [
  { formula: 'op(c1, c2, ...) = c', apply: (e) => (e.kind === 'map' ? folded(e) : null) },
  { formula: 'x * 1 = x', apply: binary('mul', (x, c) => (c === 1 ? x : null), 'either side') },
  { formula: 'x / 1 = x', apply: binary('div', (x, c) => (c === 1 ? x : null)) },
  { formula: 'x - 0 = x', apply: binary('sub', (x, c) => (Object.is(c, 0) ? x : null)) },
  { formula: 'x + -0 = x', apply: binary('add', (x, c) => (Object.is(c, -0) ? x : null), 'either side') },
  {
    formula: 'x / 2^n = x * 2^-n',
    apply: binary('div', (x, c) => {
      if (x.dtype !== 'f32' || !isPowerOfTwo(c)) return null;
      return makeMap(scalars.mul, [x, literal(1 / c, 'f32', x.shape)]);
    }),
  },
  {
    formula: '-(-x) = x',
    apply: (e) => {
      const inner = isOp(e, 'neg') ? e.args[0]! : null;
      return inner && isOp(inner, 'neg') ? inner.args[0]! : null;
    },
  },
  {
    formula: 'select(true, x, y) = x; select(c, x, x) = x',
    apply: (e) => {
      if (!isOp(e, 'select')) return null;
      const [c, x, y] = e.args as readonly [Expr, Expr, Expr];
      if (x === y) return x;
      const known = literalOf(c);
      return known === null ? null : known !== 0 ? x : y;
    },
  },
  {
    formula: 'a cast to the type it has',
    apply: (e) => {
      if (!isOp(e, 'toF32') && !isOp(e, 'toI32') && !isOp(e, 'toBool')) return null;
      return e.args[0]!.dtype === e.dtype ? e.args[0]! : null;
    },
  },
  {
    formula: 'equal constants',
    apply: (e) => (e.kind === 'constant' && e.data.length <= 64 ? makeConstant(e.data, e.shape, e.dtype) : null),
  },
  {
    formula: 'any re-indexing of equal elements',
    apply: (e) => {
      if (e.kind === 'reshape') {
        const c = literalOf(e.source);
        return c === null ? null : literal(c, e.dtype, e.shape);
      }
      if (e.kind !== 'view' || e.source.shape.length === 0) return null;
      const c = literalOf(e.source);
      const masked = e.axes.some((a, k) => isMasked(a, e.source.shape[k]!, e.shape));
      return c === null || (masked && !Object.is(c, e.fill)) ? null : literal(c, e.dtype, e.shape);
    },
  },
  {
    formula: 'a view of a view, a reshape of a reshape',
    apply: (e) => {
      if (e.kind === 'view') return composedView(e.source, e.shape, e.axes, e.fill);
      return e.kind === 'reshape' ? composedReshape(e.source, e.shape) : null;
    },
  },
  {
    formula: 'a reduction over axes of size one',
    apply: (e) => {
      if (e.kind !== 'reduce' || e.axes.some((j) => e.source.shape[j] !== 1)) return null;
      if (e.monoid === 'argMax' || e.monoid === 'argMin') return literal(0, 'i32', e.shape);
      return composedReshape(e.source, e.shape);
    },
  },
];

/** The value of a broadcast literal. */
function literalOf(e: Expr): number | null {
  if (e.kind === 'constant' && e.data.length === 1) return e.data[0]!;
  if (e.kind === 'view' && e.source.shape.length === 0) return literalOf(e.source);
  if (e.kind === 'reshape') return literalOf(e.source);
  return null;
}

function isOp(e: Expr, name: MapNode['op']['name']): e is MapNode {
  return e.kind === 'map' && e.op.name === name;
}

/** A rule for an op with one literal argument: the second, or the first too where the op commutes. */
function binary(
  name: MapNode['op']['name'],
  rule: (x: Expr, c: number) => Expr | null,
  sides: 'second' | 'either side' = 'second',
): SimplifyRule['apply'] {
  return (e) => {
    if (!isOp(e, name)) return null;
    const [a, b] = e.args as readonly [Expr, Expr];
    const right = literalOf(b);
    if (right !== null) return rule(a, right);
    const left = sides === 'either side' ? literalOf(a) : null;
    return left === null ? null : rule(b, left);
  };
}

/** Integer arithmetic is left to run time, where it wraps. */
function folded(e: MapNode): Expr | null {
  if (e.dtype === 'i32') return null;
  const values: number[] = [];
  for (const a of e.args) {
    const c = a.dtype === 'i32' ? null : literalOf(a);
    if (c === null) return null;
    values.push(c);
  }
  return broadcastScalar(literal(evaluator(e.op, e.dtype)(...values), e.dtype), e.shape);
}

/** Normal powers of two, whose reciprocals are exact floats. */
function isPowerOfTwo(c: number): boolean {
  const exponent = Math.log2(Math.abs(c));
  return Number.isInteger(exponent) && Math.abs(exponent) < 126;
}
