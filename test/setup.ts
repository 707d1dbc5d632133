// Before every test file: each program that a test compiles is validated after every pass, and what fuzzing covers is counted.
import { afterAll } from 'vitest';
import { validators } from '../compiler/validate.ts';
import { Tally } from './fuzz/tally.ts';

globalThis.quernValidators = validators;

const tally = new Tally();
globalThis.quernFuzzed = tally;
// biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern, and wants one
afterAll(async ({}, file) => {
  if (tally.programs > 0) file.meta.fuzzed = await tally.counts();
});
