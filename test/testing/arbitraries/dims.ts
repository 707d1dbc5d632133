// Sizes of axes that programs go wrong at.

import fc from 'fast-check';
import { optionsOf } from '../../../dsl/shape/rules/index.ts';

export const dimOptions = { min: 1, max: 1 };

export interface DimOptions {
  /** the least; 1 if nothing is said (0 makes tensors of nothing) */
  readonly min?: number;
  /** the greatest; 17 if nothing is said */
  readonly max?: number;
}

/**
 * Sizes of an axis, min <= d <= max: 0 and 1, primes (no tile divides them), powers of two and their neighbours (where
 * tiles and vector lanes begin and end), each of these three families as often as the others. Shrinks toward min.
 *
 * Throws a RangeError where no such size lies between min and max.
 */
export function dims(options: DimOptions = {}): fc.Arbitrary<number> {
  const { min = 1, max = 17 } = optionsOf<DimOptions>('dims', options, dimOptions);
  const families = [[0, 1], primes(max), neighbours(max)].map((f) => f.filter((d) => d >= min && d <= max));
  const nonempty = families.filter((f) => f.length > 0);
  if (nonempty.length === 0)
    throw new RangeError(`dims: no size of interest lies between ${min} and ${max}; widen the range`);
  return fc.oneof({ withCrossShrink: true }, ...nonempty.map((f) => fc.constantFrom(...f)));
}

function primes(max: number): number[] {
  const isPrime = (n: number) => {
    for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
    return n > 1;
  };
  return Array.from({ length: max + 1 }, (_, n) => n).filter(isPrime);
}

/** 2^k - 1, 2^k, 2^k + 1 */
function neighbours(max: number): number[] {
  const found = new Set<number>();
  for (let power = 1; power - 1 <= max; power *= 2) for (const d of [power - 1, power, power + 1]) found.add(d);
  return [...found].sort((a, b) => a - b);
}
