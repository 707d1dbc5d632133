// What is known of monoids.
import type { Monoid } from '../../dsl/expr.ts';

/** Folds the place of a value, and not the value. */
export function isArgument(monoid: Monoid): monoid is 'argMax' | 'argMin' {
  return monoid === 'argMax' || monoid === 'argMin';
}

/** Whose place the monoid finds. */
export const extremeOf = (monoid: Monoid): Monoid | null =>
  isArgument(monoid) ? (monoid === 'argMax' ? 'max' : 'min') : null;
