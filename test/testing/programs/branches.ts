// Choices between branches of which one has no values, or no derivative, where the other is taken: within each other, under
// conditions that others share or deny, and under what moves, sums and multiplies their results. Every value is a number, so
// every derivative is one, in both modes.
import {
  axisMap,
  makeConstant,
  makeGather,
  makeGradientRule,
  makeInput,
  makeIota,
  makeReduce,
  makeReshape,
  makeView,
} from '../../../dsl/build.ts';
import { type Expr, elementCount } from '../../../dsl/expr.ts';
import { concat, flip, rangeOf } from '../../../dsl/expression/views.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from './choices.ts';
import type { Leaf, Specimen } from './specimen.ts';
import { grid } from './typed.ts';

const domain = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

export function branches(choices: Choices): Specimen {
  const shape = choices.from([[4], [2, 3], [3, 1], [2, 2]]);
  const count = shape.reduce((n, d) => n * d, 1);
  const leaves = ['x', 'y', 'z'].map((name): Leaf => {
    const values = Float64Array.from({ length: count }, () => grid * (choices.below(25) - 12));
    return { expr: makeInput(name, shape, 'f32'), values, domain };
  });
  const [x, y, z] = leaves.map((l) => l.expr) as [Expr, Expr, Expr];
  const first = choice(choices, x, [y, z]);
  const second = choices.oneIn(2) ? choice(choices, y, [x, z]) : choice(choices, x, [z, y]);
  const moved = [first, choices.oneIn(2) ? map(scalars.mul, first, second) : map(scalars.add, second, first)];
  const outputs = moved.map((e) => {
    const after = afterwards(choices, e);
    return choices.oneIn(2) ? map(scalars.sin, map(scalars.mul, after, after)) : after;
  });
  return { leaves, outputs: choices.oneIn(2) ? outputs : [choices.from(outputs)] };
}

/** x > b ? a tree over f(x - b) : another, written in one of four ways */
function choice(choices: Choices, x: Expr, others: readonly Expr[]): Expr {
  const bound = choices.from([0, 0, 0.5, -0.5]);
  const clear = map(scalars.add, x, grid / 2);
  const is = map(scalars.greater, clear, bound);
  const distance = map(scalars.sub, clear, bound);
  const op = choices.from([scalars.sqrt, scalars.log, scalars.rsqrt, scalars.reciprocal]);
  const f = choices.oneIn(3) ? map(op, distance) : detour(choices, map(op, detour(choices, distance)));
  const pole = choices.oneIn(3) ? map(scalars.mul, f, map(scalars.sqrt, distance)) : f;
  const conditions = others.map((o) => map(scalars.greater, map(scalars.add, o, grid / 2), choices.from([0, 0.5])));
  const inner = bounded(tree(choices, [pole, map(scalars.mul, pole, others[0]!)], conditions, 2));
  // what has values everywhere, or a choice of its own
  const outer = choices.oneIn(4) ? choice(choices, others[0]!, [x]) : tree(choices, [x, ...others], conditions, 1);
  return choices.from([
    () => map(scalars.select, is, inner, outer),
    () => map(scalars.select, map(scalars.not, is), outer, inner),
    () => map(scalars.select, map(scalars.lessEqual, clear, bound), outer, inner),
    () => {
      const both = map(scalars.and, is, conditions[0]!);
      return map(scalars.select, both, inner, map(scalars.select, is, map(scalars.sin, inner), outer));
    },
  ])();
}

/** x itself, element by element: by way of other places, of sums, products, the largest of some, and given derivatives. */
function detour(choices: Choices, x: Expr): Expr {
  const { shape } = x;
  const rank = shape.length;
  const axis = choices.below(rank);
  const wide = () =>
    makeView(
      x,
      [...shape, 2],
      shape.map((_, k) => axisMap(rank + 1, k)),
    );
  return choices.from([
    () => flip(flip(x, [axis]), [axis]),
    () => makeReshape(makeReshape(x, [elementCount(shape)]), shape),
    () => map(scalars.mul, makeReduce('sum', wide(), [rank]), 0.5),
    () => makeReduce(choices.from(['max', 'min']), wide(), [rank]),
    () =>
      makeReduce('prod', map(scalars.select, map(scalars.equal, makeIota([...shape, 2], rank), 0), wide(), 1), [rank]),
    () => makeGradientRule(map(scalars.mul, x, 1), [x], (g) => [g], 'pointwise'),
    () => {
      const [n, half] = [shape[axis]!, Math.ceil(shape[axis]! / 2)];
      const parts = [rangeOf(x, axis, 0, half), rangeOf(x, axis, half, n - half)];
      return concat(axis, half < n ? parts : [x]);
    },
    () => makeGather(x, makeIota([shape[0]!], 0)),
  ])();
}

/** Choices under the conditions and their opposites, of these values. */
function tree(choices: Choices, values: readonly Expr[], conditions: readonly Expr[], depth: number): Expr {
  const value = () => choices.from(values);
  if (depth === 0) return value();
  const next = () => tree(choices, values, conditions, depth - 1);
  return choices.from([
    () => value(),
    () => map(choices.from([scalars.sin, scalars.neg, scalars.tanh]), next()),
    () => map(choices.from([scalars.add, scalars.sub, scalars.mul]), next(), bounded(next())),
    () => branch(choices, conditions, next(), next()),
    () => branch(choices, conditions, next(), next()),
    () => branch(choices, conditions, next(), map(scalars.mul, value(), 0.5)),
  ])();
}

function branch(choices: Choices, conditions: readonly Expr[], yes: Expr, no: Expr): Expr {
  const c = choices.from(conditions);
  return map(scalars.select, choices.oneIn(2) ? map(scalars.not, c) : c, yes, no);
}

const bounded = (x: Expr): Expr => map(scalars.tanh, x);

/** What may follow: elements moved, summed, multiplied, the largest of some, chosen again. */
function afterwards(choices: Choices, e: Expr): Expr {
  const rank = e.shape.length;
  const axis = choices.below(rank);
  return choices.from([
    () => e,
    () => makeReduce('sum', e, [axis]),
    () => makeReduce('prod', map(scalars.add, e, 2), [axis]),
    () => makeReduce(choices.from(['max', 'min']), e, [axis]),
    () => makeReduce('sum', makeReduce(choices.from(['max', 'prod']), e, [axis]), [...Array(rank - 1).keys()]),
    () => makeReshape(e, [e.shape.reduce((n, d) => n * d, 1)]),
    () => makeGather(e, makeConstant(Int32Array.from([0, e.shape[0]! - 1, 0]), [3], 'i32')),
    () => {
      const flipped = e.shape.map((d, k) => axisMap(rank, k, -1, d - 1));
      return makeReduce('sum', map(scalars.mul, makeView(e, e.shape, flipped), 1.5), [axis]);
    },
    () =>
      makeView(
        e,
        [2, ...e.shape],
        e.shape.map((_, k) => axisMap(rank + 1, k + 1)),
      ),
  ])();
}
