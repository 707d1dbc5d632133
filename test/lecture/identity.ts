// An equation between two expressions: both sides, of the same drawn inputs, have the same values on the reference, the
// CPU and gpu.js.
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { outputsOf, tolerance } from '../laws/agreement.ts';
import type { Sample } from '../laws/cases/case.ts';
import { inNode } from '../laws/targets.ts';
import { feedsOf, trialOf } from '../laws/trial.ts';
import { agree } from './equation.ts';

type Sides = (...inputs: never[]) => readonly [left: unknown, right: unknown];

/** `sides` gives the left and the right of the equation for tensors of the drawn inputs. */
export function identity(name: string, inputs: readonly Sample[], sides: Sides, seed = 1): void {
  const trial = trialOf({ name, inputs, f: sides as (...xs: unknown[]) => unknown }, seed);
  const compare = ([left, right]: readonly ArrayLike<number>[], relative: number) => {
    expect(Math.max(...Array.from(right!, Math.abs)), 'the equation holds of zeros alone').toBeGreaterThan(0);
    agree(left!, Array.from(right!), relative);
  };
  describe(name, () => {
    test('has two sides', () => {
      const [left, right] = trial.outputs;
      expect(left!.shape).toEqual(right!.shape);
      // equal expressions are one object: nothing would be compared
      expect(left).not.toBe(right);
    });
    test('on the reference', () => compare(evaluate(trial.outputs, feedsOf(trial)), 1e-12));
    test.each(Object.entries(inNode))('on %s', async (_, open) => {
      compare(await outputsOf(trial.outputs, trial.leaves, trial.values, await open()), tolerance);
    });
  });
}

/** Fixed numbers in [-1, 1), exact in float32, for what a test has to know as numbers too. */
export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => ((i * 37) % 64) / 32 - 1);
}
