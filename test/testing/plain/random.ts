// Keyed random numbers, beside the cipher in integers: what a key and a position give is part of the language.
import { literal, makeConstant } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { scan } from '../../../dsl/expression/scan.ts';
import { keyOfTurn } from '../../../dsl/expression/turns.ts';
import { listOf, q } from '../edges/edge.ts';
import { made, type Plain } from './array.ts';
import type { Drawing, Meaning } from './meaning.ts';

/** The golden ratio, 12 bits at a time. */
const constants = [0x9e3, 0x779, 0xb97, 0xf4a, 0x7c1, 0x5bd, 0x1e9, 0xd2f];
const bits = 0xfff;

type Key = readonly number[];

/** Two words of 12 bits: a Feistel network of eight rounds, the middle of a (2a + 1) its round function. */
function encipher(key: Key, counter: number): readonly [left: number, right: number] {
  let [left, right] = [(counter >> 12) & bits, counter & bits];
  for (const [round, constant] of constants.entries()) {
    const a = (right + key[round % 4]! + constant) & bits;
    const mixed = ((a * ((2 * a + 1) & bits)) >> 6) + a;
    [left, right] = [right, (left + mixed) & bits];
  }
  return [left, right];
}

const folded = (key: Key, data: number): Key => [...encipher(key, 2 * data), ...encipher(key, 2 * data + 1)];

function uniform(key: Key, position: number): number {
  const [left, right] = encipher(key, position);
  return (left * 4096 + right) / 2 ** 24;
}

/** Numbers of a shape, each by its position in row-major order. */
function each(shape: readonly number[], value: (position: number) => number): Plain {
  let position = 0;
  return made(shape, () => value(position++));
}

function keyIn(d: Drawing): Plain {
  return made([4], () => d.choices.below(4096));
}

const shapeIn = (d: Drawing) => d.array([0, 2]).shape;

export const random: Readonly<Record<string, Meaning>> = {
  foldIn: (d) => {
    const [key, data] = [keyIn(d), d.choices.from([0, 1, 2, 3000, 2 ** 20 + 5, 2 ** 23 - 1])];
    const wanted = { shape: [4], values: folded(key.values, data) };
    if (d.choices.oneIn(2)) return d.is('foldIn', [key, data], wanted);
    return d.made(q('foldIn', d.leaf(key), makeConstant(Int32Array.of(data), [], 'i32')), wanted);
  },
  /** a loop draws from another key in each turn, a loop in a loop from another in each of its turns */
  'drawn in each turn': (d) => {
    const [key, turns] = [keyIn(d), listOf(1 + d.choices.below(2), () => 1 + d.choices.below(3))];
    const inTurns = (depth: number): Expr => {
      if (depth === turns.length) return q('randomUniform', keyOfTurn(d.leaf(key)), 2);
      const rows = literal(0, 'f32', [turns[depth]!]);
      const body = ([carry]: readonly Expr[]) => ({ carries: [carry!], outputs: [inTurns(depth + 1)] });
      return scan({ initial: [literal(0, 'f32', [])], sequences: [rows], reverse: d.choices.oneIn(2), body })
        .outputs[0]!;
    };
    const keyAt = (index: readonly number[]) => index.reduce<Key>((k, turn) => folded(k, turn), key.values);
    const wanted = made([...turns, 2], (index) => uniform(keyAt(index.slice(0, -1)), index.at(-1)!));
    return d.made(inTurns(0), wanted);
  },
  randomUniform: (d) => {
    const [key, shape] = [keyIn(d), shapeIn(d)];
    return d.is(
      'randomUniform',
      [key, ...shape],
      each(shape, (i) => uniform(key.values, i)),
    );
  },
  randomNormal: (d) => {
    const [key, shape] = [keyIn(d), shapeIn(d)];
    const [first, second] = [0, 1].map((k) => folded(key.values, k)) as [Key, Key];
    const normal = (i: number) =>
      Math.sqrt(-2 * Math.log(1 - uniform(first, i))) * Math.cos(2 * Math.PI * uniform(second, i));
    return d.is('randomNormal', [key, ...shape], each(shape, normal));
  },
  randomBernoulli: (d) => {
    const [key, shape, probability] = [keyIn(d), shapeIn(d), d.choices.from([0, 0.25, 0.5, 1])];
    return d.is(
      'randomBernoulli',
      [key, probability, ...shape],
      each(shape, (i) => (uniform(key.values, i) < probability ? 1 : 0)),
    );
  },
};
