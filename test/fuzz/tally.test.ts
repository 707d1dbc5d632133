// What npm test says its fuzzing covered.
import { expect, it } from 'vitest';
import { fuzzPrograms } from '../testing/index.ts';
import { lineOf, Tally } from './tally.ts';

it('counts programs, operations, oracles and checks of every search', async () => {
  const before = globalThis.quernFuzzed;
  const tally = new Tally();
  globalThis.quernFuzzed = tally;
  const report = await fuzzPrograms({ runs: 3, order: 1 }).finally(() => {
    globalThis.quernFuzzed = before;
  });
  const counts = await tally.counts();
  expect(counts).toMatchObject({ programs: 3, checks: report.checks });
  expect(counts.oracles).toEqual(expect.arrayContaining(Object.keys(report.worst)));
  expect(counts.operations).toEqual(expect.arrayContaining(Object.keys(report.ops).filter((op) => op === 'mul')));
  expect(counts.seconds).toBeGreaterThan(0);
});

it('is one line for all files, the longest first', () => {
  const counts = (seconds: number, operations: string[]) => ({
    ...{ programs: 2, checks: 5, oracles: ['differences'], operations, seconds },
  });
  const files = new Map([
    ['a.test.ts', counts(1.25, ['mul'])],
    ['b.test.ts', counts(30.4, ['mul', 'add'])],
  ]);
  expect(lineOf(files)).toBe(
    'fuzzing: 4 programs of 2 operations before 1 oracles, 10 checks, in 32 s (b.test.ts 30 s, a.test.ts 1.3 s)',
  );
});
