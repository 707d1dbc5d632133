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
    const length = pool.choices.from(lengths);
    const row = () => pool.fitted([width]);
    const [weight, decay] = [row(), row()];
    const { carries, outputs } = scan({
      initial: [row(), row(), literal(0, 'i32')],
      sequences: [pool.fitted([length, width])],
      reverse: pool.choices.oneIn(2),
      body: ([h, s, n], [x]) => step(pool, { h: h!, s: s!, n: n!, x: x!, weight, decay }),
    });
    return taken(pool, [carries[0]!, carries[1]!, outputs[0]!, outputs[1]!]);
  },
  /** y_t = the running sums of row t, each decayed by the last of the row before */
  'nested scan': (pool) => {
    const [length, width] = [pool.choices.from(lengths), pool.choices.from([1, 2, 4, 0])];
    const { carries, outputs } = scan({
      initial: [pool.fitted([])],
      sequences: [pool.fitted([length, width])],
      reverse: pool.choices.oneIn(2),
      body: ([last], [row]) => running(pool, last!, row!),
    });
    return taken(pool, [carries[0]!, outputs[0]!]);
  },
  gradient: (pool) => {
    const x = pool.real();
    const below = new Set(topological([x]));
    const reached = pool.leaves.map((l) => l.expr).filter((leaf) => leaf.dtype === 'f32' && below.has(leaf));
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
  /** log(1 + e^x), or sin(x) y, with their derivatives given */
  customGradient: (pool) => {
    const x = pool.real();
    if (elementCount(x.shape) === 0) return null;
    const inner = pool.inside(x, { low: -4, high: 4 });
    if (pool.choices.oneIn(2)) {
      const softplus = map(scalars.log1p, map(scalars.exp, inner));
      return makeGradientRule(softplus, [inner], (g) => [map(scalars.mul, g, map(scalars.sigmoid, inner))]);
    }
    const y = pool.fitted(x.shape);
    const [sine, cosine] = [map(scalars.sin, inner), map(scalars.cos, inner)];
    return makeGradientRule(map(scalars.mul, sine, y), [inner, y], (g) => [
      map(scalars.mul, g, map(scalars.mul, cosine, y)),
      map(scalars.mul, g, sine),
    ]);
  },
};

/** Turns of a loop: none and one are where carries, rows and results are easily taken for each other. */
const lengths = [0, 1, 2, 3, 1, 5];

/** One of a loop's results, or two of them together: what is read decides which buffers they share. */
function taken(pool: Pool, results: readonly Expr[]): Expr {
  const first = pool.choices.from(results);
  return pool.choices.oneIn(2) ? map(scalars.add, first, pool.view(pool.choices.from(results), first.shape, 0)) : first;
}

function running(pool: Pool, last: Expr, row: Expr) {
  const { carries, outputs } = scan({
    initial: [map(scalars.tanh, last)],
    sequences: [row],
    reverse: pool.choices.oneIn(2),
    body: ([total], [x]) => {
      const next = map(scalars.add, map(scalars.mul, total!, 0.5), x!);
      return { carries: [next], outputs: [pool.choices.oneIn(3) ? next : map(scalars.sin, next)] };
    },
  });
  return { carries: [carries[0]!], outputs: [outputs[0]!] };
}

interface Step {
  readonly h: Expr;
  readonly s: Expr;
  readonly n: Expr;
  readonly x: Expr;
  readonly weight: Expr;
  readonly decay: Expr;
}

/** h' = tanh(w h + f(x)), s' = s d + h' x / (n + 1) or the h before, n' = n + 1: bounded, whatever the length */
function step(pool: Pool, { h, s, n, x, weight, decay }: Step) {
  const f = pool.choices.from([scalars.sin, scalars.sigmoid, scalars.abs, scalars.neg]);
  const next = map(scalars.tanh, map(scalars.add, map(scalars.mul, weight, h), map(f, x)));
  const share = map(scalars.div, map(scalars.mul, next, x), map(scalars.add, map(scalars.toF32, n), 1));
  const kept = map(scalars.add, map(scalars.mul, s, map(scalars.tanh, decay)), share);
  const g = pool.choices.from([scalars.mul, scalars.max, scalars.sub]);
  const carried = pool.choices.oneIn(4) ? h : kept;
  // carries and slices may be results as they are
  const [first, second] = [
    pool.choices.from([map(g, next, s), next, carried]),
    pool.choices.from([map(scalars.add, x, h), next, h, x]),
  ];
  return { carries: [next, carried, map(scalars.add, n, 1)], outputs: [first, second] };
}
