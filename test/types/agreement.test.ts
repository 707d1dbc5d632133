// A hundred random calls of each rule of shapes; `npm run agreement` draws two thousand.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalDimension } from '../../compiler/source/types/dimension.ts';
import * as rule from '../../dsl/shape/rules/index.ts';
import { agree, arithmetic } from './agreementCases.ts';

test('types and run-time rules agree', { timeout: 600_000 }, () => agree('test/types/.generated', 100, true));

test('the one text of a dimension has the value of every other, and is its own', () => {
  const sizes: Record<string, number> = { T: 7, S: 4, batch: 3, B2: 5 };
  const value = (text: string) => rule.evaluateDimension(text, (name) => sizes[name]);
  fc.assert(
    fc.property(arithmetic, (text) => {
      const canonical = canonicalDimension(text)!;
      expect([value(canonical), canonicalDimension(canonical)], canonical).toEqual([value(text), canonical]);
    }),
    { seed: 7, numRuns: 2000 },
  );
});
