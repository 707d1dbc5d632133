// Random choices for made-up data: a stream of its own for each name and seed, the same in every run.
import { fold, keyOf, uniform } from '../../dsl/key.ts';

export interface Chance {
  /** 0 .. n - 1 */
  below(n: number): number;
  from<T>(list: readonly T[]): T;
  /** about normally distributed, mean 0, deviation 1: the sum of twelve uniform numbers (Irwin and Hall) */
  normal(): number;
}

export function chance(seed: number, name: string): Chance {
  const key = fold(keyOf(seed), name);
  let at = 0;
  const next = () => uniform(key, at++);
  const below = (n: number) => Math.floor(next() * n);
  return {
    below,
    from: (list) => list[below(list.length)]!,
    normal: () => Array.from({ length: 12 }, next).reduce((sum, u) => sum + u, -6),
  };
}
