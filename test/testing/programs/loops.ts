// Instructions: loops with several carries, sequences and constants, in both directions, and derivatives as programs.
import { literal, makeGradientRule, makeReduce } from '../../../dsl/build.ts';
import { type Expr, elementCount, topological } from '../../../dsl/expr.ts';
import { scan } from '../../../dsl/expression/scan.ts';
import { gradient } from '../../../dsl/grad/reverse.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Instruction, Pool } from './pool.ts';

export const loops: Readonly<Record<string, Instruction>> = {
  scan: (pool) => {
    const width = pool.choices.from([1, 2, 4]);
    const length = pool.choices.from([1, 2, 3, 5]);
    const row = () => pool.fitted([width]);
    const [weight, decay] = [row(), row()];
    const { carries, outputs } = scan({
      initial: [row(), row(), literal(0, 'i32')],
      sequences: [pool.fitted([length, width])],
      reverse: pool.choices.oneIn(2),
      body: ([h, s, n], [x]) => step(pool, { h: h!, s: s!, n: n!, x: x!, weight, decay }),
    });
    return pool.choices.from([carries[0]!, carries[1]!, outputs[0]!, outputs[1]!]);
  },
  gradient: (pool) => {
    const x = pool.real();
    const below = new Set(topological([x]));
    const reached = pool.leaves.filter((leaf) => leaf.dtype === 'f32' && below.has(leaf));
    if (reached.length === 0) return null;
    const loss = makeReduce('sum', x, [...x.shape.keys()]);
    return gradient(loss, [pool.choices.from(reached)])[0]!;
  },
  stopGradient: (pool) => {
    const x = pool.real();
    return map(
      scalars.mul,
      makeGradientRule(x, [], () => []),
      pool.fitted(x.shape),
    );
  },
  /** log(1 + e^x) with its derivative given: 1 / (1 + e^-x) */
  customGradient: (pool) => {
    const x = pool.real();
    const value = map(scalars.log1p, map(scalars.exp, pool.inside(x, { low: -4, high: 4 })));
    if (elementCount(x.shape) === 0) return null;
    const inner = pool.inside(x, { low: -4, high: 4 });
    return makeGradientRule(value, [inner], (g) => [map(scalars.mul, g, map(scalars.sigmoid, inner))]);
  },
};

interface Step {
  readonly h: Expr;
  readonly s: Expr;
  readonly n: Expr;
  readonly x: Expr;
  readonly weight: Expr;
  readonly decay: Expr;
}

/** h' = tanh(w h + f(x)), s' = s d + h' x / (n + 1), n' = n + 1: bounded, whatever the length */
function step(pool: Pool, { h, s, n, x, weight, decay }: Step) {
  const f = pool.choices.from([scalars.sin, scalars.sigmoid, scalars.abs, scalars.neg]);
  const next = map(scalars.tanh, map(scalars.add, map(scalars.mul, weight, h), map(f, x)));
  const share = map(scalars.div, map(scalars.mul, next, x), map(scalars.add, map(scalars.toF32, n), 1));
  const kept = map(scalars.add, map(scalars.mul, s, map(scalars.tanh, decay)), share);
  const g = pool.choices.from([scalars.mul, scalars.max, scalars.sub]);
  return { carries: [next, kept, map(scalars.add, n, 1)], outputs: [map(g, next, s), map(scalars.add, x, h)] };
}
