// Powers and angles where one number is 0, as tensors and as literals, with their first and second derivatives stated.
import { literal, makeReduce } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { gradient } from '../../../dsl/grad/reverse.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import type { Known, Leaf, Specimen } from '../programs/specimen.ts';
import { type Edge, leafOf, listOf } from './edge.ts';

type Pair = readonly [a: number, b: number];

/** f(a, b) with its derivatives by a, b and by both, where they are numbers. */
interface Known2 {
  readonly op: 'pow' | 'atan2';
  readonly by: (a: number, b: number) => Pair;
  readonly twice: (a: number, b: number) => readonly [aa: number, ab: number, bb: number];
  /** where the first are numbers, and the second ones too */
  readonly once: readonly Pair[];
  readonly both: readonly Pair[];
}

/** n a^m, where 0 a^m is 0 */
const term = (n: number, a: number, m: number): number => (n === 0 ? 0 : n * a ** m);

const powers: Known2 = {
  op: 'pow',
  by: (a, b) => [term(b, a, b - 1), a === 0 ? 0 : a ** b * Math.log(a)],
  twice: (a, b) => {
    const log = Math.log(a);
    const mixed = a === 0 ? 0 : a ** (b - 1) * (1 + b * log);
    return [term(b * (b - 1), a, b - 2), mixed, a === 0 ? 0 : a ** b * log * log];
  },
  once: [
    ...([0, -0].flatMap((a) => [0, 1, 2, 3, 1.5, -0].map((b) => [a, b])) as Pair[]),
    ...([1, 2, 0.5].flatMap((a) => [0, 1, 2, -1, 0.5].map((b) => [a, b])) as Pair[]),
  ],
  both: [
    ...([0, -0].flatMap((a) => [2, 3, 4].map((b) => [a, b])) as Pair[]),
    ...([1, 2].flatMap((a) => [0, 1, 2, -1, 0.5].map((b) => [a, b])) as Pair[]),
  ],
};

const onAxes: readonly Pair[] = [0, -0, 1, -1, 2].flatMap((a) =>
  [0, -0, 1, -1, 0.5].filter((b) => a !== 0 || b !== 0).map((b): Pair => [a, b]),
);

const angles: Known2 = {
  op: 'atan2',
  // beside (0, 0), along either axis, the angle stays what it is
  by: (a, b) => (a === 0 && b === 0 ? [0, 0] : [b / (a * a + b * b), -a / (a * a + b * b)]),
  twice: (a, b) => {
    const r = (a * a + b * b) ** 2;
    return [(-2 * a * b) / r, (a * a - b * b) / r, (2 * a * b) / r];
  },
  once: [...onAxes, [0, 0], [0, -0], [-0, 0]],
  both: onAxes,
};

const sum = (e: Expr): Expr => makeReduce('sum', e, [...e.shape.keys()]);

/** The value, and beside it the first derivatives: backends are asked for the second ones too. */
function stated(y: Expr, leaves: readonly Leaf[], known: Known, deep: boolean): Specimen {
  const first = deep
    ? gradient(
        sum(y),
        leaves.map((l) => l.expr),
      )
    : [];
  return { leaves, outputs: [y, ...first.filter((e) => e !== y)], known };
}

function ofTensors(choices: Choices, { op, by, twice, once, both }: Known2): Specimen {
  const deep = choices.oneIn(2);
  const pairs = listOf(choices.from([3, 4, 5, 9]), () => 0).map(() => choices.from(deep ? both : once));
  const all = choices.oneIn(4) ? pairs.map(() => pairs[0]!) : pairs;
  const leaves = ['a', 'b'].map((name, k) =>
    leafOf(
      name,
      [all.length],
      all.map((p) => p[k]!),
    ),
  );
  const slopes = [0, 1].map((k) => all.map(([a, b]) => by(a, b)[k]!));
  const second = [0, 1].map((k) => [0, 1].map((l) => all.map(([a, b]) => twice(a, b)[k + l]!)));
  const y = map(scalars[op], leaves[0]!.expr, leaves[1]!.expr);
  return stated(y, leaves, { kind: 'slopes', slopes, ...(deep ? { second } : {}) }, deep);
}

function besideNumber(choices: Choices, { op, by, twice, once, both }: Known2): Specimen {
  const deep = choices.oneIn(2);
  const among = deep ? both : once;
  const [k, [...pair]] = [choices.below(2), choices.from(among)];
  const fixed = pair[1 - k]!;
  const fitting = among.filter((p) => Object.is(p[1 - k], fixed));
  const all = listOf(choices.from([3, 4, 5]), () => 0).map(() => choices.from(fitting));
  const leaf = leafOf(
    'x',
    [all.length],
    all.map((p) => p[k]!),
  );
  const c = literal(fixed, 'f32', [all.length]);
  const y = k === 0 ? map(scalars[op], leaf.expr, c) : map(scalars[op], c, leaf.expr);
  const slopes = [all.map(([a, b]) => by(a, b)[k]!)];
  const second = [[all.map(([a, b]) => twice(a, b)[2 * k]!)]];
  return stated(y, [leaf], { kind: 'slopes', slopes, ...(deep ? { second } : {}) }, deep);
}

export const powersAtZero: Readonly<Record<string, Edge>> = {
  'powers and angles at zero': (choices) => {
    const known = choices.from([powers, powers, powers, angles]);
    return choices.oneIn(3) ? besideNumber(choices, known) : ofTensors(choices, known);
  },
};
