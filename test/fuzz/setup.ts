// Before every test file: what its fuzzing covers is counted, for the line at the end (reporter.ts).
import { afterAll } from 'vitest';
import { Tally } from './tally.ts';

const tally = new Tally();
globalThis.quernFuzzed = tally;
// biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern, and wants one
afterAll(async ({}, file) => {
  if (tally.programs > 0) file.meta.fuzzed = await tally.counts();
});
