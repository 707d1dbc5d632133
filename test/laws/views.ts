// Random affine views: any map of the node's contract, far beyond what the ops build.
import fc from 'fast-check';
import { makeView } from '../../dsl/build.ts';
import { type AxisMap, type Expr, elementCount } from '../../dsl/expr.ts';
import { shapes } from './sample.ts';

/** The maps of a view from `source` to `shape`. */
export interface Maps {
  readonly source: readonly number[];
  readonly shape: readonly number[];
  readonly axes: readonly AxisMap[];
}

/** Each output axis moves at most one source axis, by any coefficient; offsets may leave the source. */
export function mapsTo(source: readonly number[]): fc.Arbitrary<Maps> {
  return shapes({ min: 0, max: 3 }).chain((shape) =>
    fc
      .record({
        // which source axis an output axis moves; one more than there are: none
        moves: fc.tuple(...shape.map(() => fc.integer({ min: 0, max: source.length }))),
        coefficients: fc.tuple(...shape.map(() => fc.constantFrom(1, 1, -1, 2, -2, 3))),
        offsets: fc.tuple(...source.map(() => fc.integer({ min: -2, max: 4 }))),
        divisors: fc.tuple(...source.map(() => fc.constantFrom(1, 1, 1, 2, 3))),
      })
      .map(({ moves, coefficients, offsets, divisors }) => ({
        source,
        shape,
        axes: source.map((_, k) => ({
          offset: offsets[k]!,
          coefficients: shape.map((_, j) => (moves[j] === k ? coefficients[j]! : 0)),
          divisor: divisors[k]!,
        })),
      })),
  );
}

export const maps: fc.Arbitrary<Maps> = shapes({ min: 0, max: 3 }).chain(mapsTo);

export function viewOf(source: Expr, m: Maps, fill = 0): Expr {
  return makeView(source, m.shape, m.axes, fill);
}

/** How many elements the largest of the two shapes has. */
export function sizeOf(m: Maps): number {
  return Math.max(elementCount(m.source), elementCount(m.shape));
}
