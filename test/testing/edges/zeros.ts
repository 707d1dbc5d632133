// What differs in nothing but the sign of a zero: literals, constants, fills and beginnings, in kernels that are alike
// otherwise. Kernels of one text become one function, equal constants one node: 1 / 0 and 1 / -0 say whether they did.
import { axisMap, literal, makeConstant, makeReduce, makeView } from '../../../dsl/build.ts';
import { type Expr, elementCount } from '../../../dsl/expr.ts';
import { scan } from '../../../dsl/expression/scan.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import { type Edge, leafOf, listOf } from './edge.ts';

const inverse = (e: Expr): Expr => map(scalars.div, literal(1, 'f32', e.shape), e);

/** x with two rows more, which are the fill */
const longer = (x: Expr, fill: number): Expr => {
  const rank = x.shape.length;
  const axes = x.shape.map((_, k) => axisMap(rank, k, 1, k === 0 ? -1 : 0));
  return makeView(x, x.shape.with(0, x.shape[0]! + 2), axes, fill);
};

/** Of x, which is a kernel of its own, and a zero. */
const ways: readonly ((x: Expr, zero: number) => Expr)[] = [
  (x, zero) => map(scalars.div, x, literal(zero, 'f32', x.shape)),
  (x, zero) => inverse(map(scalars.select, map(scalars.less, x, 0), x, literal(zero, 'f32', x.shape))),
  (x, zero) => inverse(longer(x, zero)),
  (x, zero) => {
    const c = Float64Array.from({ length: elementCount(x.shape) }, (_, i) => (i % 3 === 1 ? 2 : zero));
    return map(scalars.div, x, makeConstant(c, x.shape, 'f32'));
  },
  (x, zero) => inverse(map(scalars.max, map(scalars.neg, map(scalars.abs, x)), literal(zero, 'f32', x.shape))),
  (x, zero) => inverse(makeReduce('max', longer(map(scalars.neg, map(scalars.abs, x)), zero), [0])),
  (x, zero) => inverse(map(scalars.mul, x, literal(zero, 'f32', x.shape))),
  (x, zero) => {
    const { outputs } = scan({
      initial: [literal(zero, 'f32', x.shape.slice(1))],
      sequences: [x],
      reverse: false,
      body: ([h], [row]) => ({ carries: [map(scalars.mul, h!, row!)], outputs: [inverse(h!)] }),
    });
    return outputs[0]!;
  },
  // one zero, and the other around it
  (x, zero) => map(scalars.div, longer(x, 1), longer(literal(-zero, 'f32', x.shape), zero)),
  // nothing but the number
  (x, zero) => literal(zero, 'f32', x.shape),
  (x, zero) => longer(longer(x, zero), zero),
];

export const zeros: Readonly<Record<string, Edge>> = {
  'zeros of either sign alone': (choices: Choices) => {
    const shape = choices.from([[3], [4], [5], [2, 3], [3, 4], [9]]);
    const value = () => choices.from([1, -1, 2, -0.5, 0, -0, 3]);
    const leaves = ['x', 'y'].map((name) => leafOf(name, shape, listOf(elementCount(shape), value)));
    const signs = choices.oneIn(2) ? [0, -0] : [-0, 0];
    const first = choices.below(ways.length);
    const chosen = [0, 1, 2].map((i) => ways[(first + i) % ways.length]!);
    const outputs = chosen.flatMap((way) => leaves.map(({ expr }, i) => way(expr, signs[i]!)));
    return { leaves, outputs: [...new Set(outputs)], known: { kind: 'bits' } };
  },
};
