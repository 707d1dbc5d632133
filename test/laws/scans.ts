// Loops for the laws: several carries, sequences, constants, an integer carry, both directions, lengths from 0.
import fc from 'fast-check';
import { literal, makeInput, makeScanOutput } from '../../dsl/build.ts';
import type { Expr, Scan } from '../../dsl/expr.ts';
import { nextId } from '../../dsl/intern.ts';
import { map } from '../../dsl/scalar/map.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { type Leaf, leaf } from './sample.ts';

/**
 * h' = tanh(w h + x), s' = s + h' x / (n + 1), n' = n + 1; outputs h' s and x: everything the loop can do, and a carry
 * whose value does not reach the output.
 */
export function loop(
  length: number,
  reverse: boolean,
  [h0, s0, xs, w]: readonly [Expr, Expr, Expr, Expr],
): readonly Expr[] {
  const h = makeInput('h', [2], 'f32');
  const s = makeInput('s', [2], 'f32');
  const n = makeInput('n', [], 'i32');
  const x = makeInput('x', [2], 'f32');
  const weight = makeInput('w', [2], 'f32');
  const next = map(scalars.tanh, map(scalars.add, map(scalars.mul, weight, h), x));
  const share = map(scalars.div, map(scalars.mul, next, x), map(scalars.add, map(scalars.toF32, n), 1));
  const scan: Scan = Object.freeze({
    id: nextId(),
    length,
    reverse,
    initial: [h0, s0, literal(0, 'i32')],
    sequences: [xs],
    constants: [w],
    carryInputs: [h, s, n],
    sliceInputs: [x],
    constantInputs: [weight],
    nextCarries: [next, map(scalars.add, s, share), map(scalars.add, n, 1)],
    outputs: [map(scalars.mul, next, s), x],
  });
  return [0, 1, 2, 3, 4].map((i) => makeScanOutput(scan, i));
}

export const loops: fc.Arbitrary<{ outputs: readonly Expr[]; at: readonly Leaf[] }> = fc
  .record({
    length: fc.constantFrom(0, 1, 2, 3, 5),
    reverse: fc.boolean(),
    chosen: fc.subarray([0, 1, 3, 4], { minLength: 1 }),
  })
  .chain(({ length, reverse, chosen }) =>
    fc.tuple(leaf([2]), leaf([2]), leaf([length, 2]), leaf([2])).map((at) => {
      const [h0, s0, xs, w] = at;
      const results = loop(length, reverse, [h0.leaf, s0.leaf, xs.leaf, w.leaf]);
      return { outputs: chosen.map((i) => results[i]!), at };
    }),
  );
