// Functions beside what they are made of: over their whole range, where series and reductions of the argument meet, in units of
// the last place; and at zeros, infinities, NaN and where they have no value, to the bit.
import type { Expr } from '../../../dsl/expr.ts';
import { map } from '../../../dsl/scalar/map.ts';
import type { ScalarName } from '../../../dsl/scalar/op.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import { type Edge, leafOf, listOf } from './edge.ts';

interface Range {
  readonly op: ScalarName;
  /** an argument, from a number in (-1, 1) and a size */
  readonly at: (x: number, size: number) => number;
  /** how far off, in units of the last place, and as much more */
  readonly ulps: number;
  readonly floor: number;
}

const anywhere = (most: number) => (x: number, size: number) => Math.max(-most, Math.min(most, x * size));
const above = (least: number) => (x: number, size: number) => Math.max(least, least + Math.abs(x) * size);

const ranges: readonly Range[] = [
  { op: 'exp', at: anywhere(80), ulps: 8, floor: 0 },
  { op: 'expm1', at: anywhere(80), ulps: 8, floor: 0 },
  { op: 'log', at: above(1e-20), ulps: 8, floor: 0 },
  // numbers that floats hold with fewer digits
  { op: 'log', at: (x) => 1e-39 * (0.01 + Math.abs(x)), ulps: 8, floor: 0 },
  { op: 'log1p', at: above(-0.95), ulps: 8, floor: 0 },
  { op: 'sqrt', at: above(0), ulps: 2, floor: 0 },
  { op: 'rsqrt', at: above(1e-20), ulps: 4, floor: 0 },
  { op: 'tanh', at: anywhere(40), ulps: 8, floor: 0 },
  { op: 'sigmoid', at: anywhere(80), ulps: 8, floor: 0 },
  { op: 'sin', at: anywhere(300), ulps: 8, floor: 2 ** -22 },
  { op: 'cos', at: anywhere(300), ulps: 8, floor: 2 ** -22 },
  { op: 'tan', at: anywhere(1.4), ulps: 16, floor: 0 },
  { op: 'erf', at: anywhere(6), ulps: 8, floor: 0 },
];

const sizes = [0.05, 0.7, 1.5, 1.5, 4, 30, 400];
/** Four lanes several times, and a rest. */
const points = 13;

/** (-1, 1), evenly */
const drawn = (choices: Choices): number => (2 * (choices.below(99_990) + 0.5)) / 99_990 - 1;

const odd = [0, -0, Infinity, -Infinity, Number.NaN, 1, -1, -2, 0.5];
/** What no integer is, and what is just one. */
const pastEnds = [3e9, -3e9, 2 ** 31, -(2 ** 31), 2 ** 31 - 128, 1e30, Infinity, -Infinity, Number.NaN, -2.5];
const ofOne: readonly ScalarName[] = [...ranges.map((r) => r.op), 'reciprocal', 'abs', 'sign'];
const ofTwo: readonly ScalarName[] = ['pow', 'atan2', 'mod', 'div', 'mul', 'add', 'max', 'min'];

export const functions: Readonly<Record<string, Edge>> = {
  'functions over their range': (choices) => {
    // all of them: a term of one's series counts in a small part of its range
    const made = ranges.map(({ op, at, ulps, floor }, i) => {
      const values = listOf(points, () => at(drawn(choices), choices.from(sizes)));
      const leaf = leafOf(`x${i}`, [points], values);
      return { leaf, output: map(scalars[op], leaf.expr), allowed: { ulps, floor: floor + 1e-37 } };
    });
    return {
      leaves: made.map((m) => m.leaf),
      outputs: made.map((m) => m.output),
      known: { kind: 'digits', allowed: made.map((m) => m.allowed) },
    };
  },
  'functions of special numbers': (choices) => {
    const count = choices.from([1, 4, 5, 9]);
    const leaf = (name: string, among: readonly number[]) =>
      leafOf(
        name,
        [count],
        listOf(count, () => choices.from(among)),
      );
    const [x, y, far] = [leaf('x', odd), leaf('y', odd), leaf('far', pastEnds)];
    const outputs: Expr[] = Array.from({ length: 5 }, () => map(scalars[choices.from(ofOne)], x.expr));
    for (const op of [choices.from(ofTwo), choices.from(ofTwo)]) outputs.push(map(scalars[op], x.expr, y.expr));
    const whole = map(scalars.toI32, far.expr);
    outputs.push(whole, map(scalars.toF32, whole));
    return { leaves: [x, y, far], outputs: [...new Set(outputs)], known: { kind: 'bits' } };
  },
};
