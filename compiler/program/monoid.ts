// What is known of monoids.
import type { DType } from '../../dsl/dtype.ts';
import type { Monoid } from '../../dsl/expr.ts';

/** Folds the place of a value, and not the value. */
export function isArgument(monoid: Monoid): monoid is 'argMax' | 'argMin' {
  return monoid === 'argMax' || monoid === 'argMin';
}

/** Whose place the monoid finds. */
export const extremeOf = (monoid: Monoid): Monoid | null =>
  isArgument(monoid) ? (monoid === 'argMax' ? 'max' : 'min') : null;

/** What changes nothing when it is folded. */
export function startValue(monoid: Monoid, dtype: DType): number {
  const lowest = dtype === 'f32' ? -Infinity : dtype === 'bool' ? 0 : -(2 ** 31);
  const highest = dtype === 'f32' ? Infinity : dtype === 'bool' ? 1 : 2 ** 31 - 1;
  return { sum: 0, prod: 1, max: lowest, argMax: lowest, min: highest, argMin: highest }[monoid];
}
