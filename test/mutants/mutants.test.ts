// The seam that faults are planted at, kept alive: every fault's text is there, and of each kind one is caught, with a
// verdict that says what is wrong. All of them: npm run mutants.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { root } from '../docs/markdown.ts';
import { mutants } from './faults/index.ts';
import { type Finding, summary } from './hunt.ts';
import { faultsIn, type Mutant, withFault } from './mutant.ts';
import { planted, run } from './plant.ts';
import type { Outcome } from './worker.ts';

const named = (name: string): Mutant => mutants.find((m) => m.name === name)!;

describe('planted faults', () => {
  it('are many, with names of their own', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(60);
    expect(new Set(mutants.map((m) => m.name)).size).toBe(mutants.length);
  });

  it.each(mutants.map((m) => [m.name, m] as const))('%s: its text is in the file once', (_, mutant) => {
    const source = readFileSync(root + mutant.file, 'utf8');
    expect(withFault(mutant, source)).not.toBe(source);
  });

  it('are errors where their text is not', () => {
    const [absent] = faultsIn('gradient', 'a.ts', { absent: ['x + y', 'x - y'] });
    expect(() => withFault(absent!, 'x * y')).toThrow("mutant 'absent': a.ts has 'x + y' 0 times, expected once");
    expect(() => withFault(absent!, 'x + y, x + y')).toThrow('2 times');
    expect(withFault(absent!, 'z = x + y;')).toBe('z = x - y;');
  });
});

/** Of each kind, what convicts it, where that alone is asked: those that take few programs. */
const sample: readonly (readonly [name: string, verdict: Partial<Outcome>])[] = [
  ['tanh: 1 - y', { oracle: 'each node alone', op: 'tanh' }],
  ['abs: 1 below zero', { oracle: 'each node alone', op: 'abs' }],
  ['shared: the last cotangent alone', {}],
  ['forward: the last argument alone', { oracle: 'duality of jvp and vjp' }],
  ['batchNorm: statistics of the batch in evaluation', { oracle: 'a batch of n and n batches of one' }],
  ['lower: masks without an upper side', {}],
  ['lanes: no tail', { oracle: 'cpu against the reference' }],
  ['gpu.js: masks one too wide', { oracle: 'gpujs:cpu against the reference' }],
];

describe('the fuzzer', () => {
  it.each(sample)('%s: catches it and says what is wrong', async (name, verdict) => {
    const mutant = named(name);
    const outcome = await run(await planted(mutant), {
      ...{ kind: mutant.kind, seed: 1, runs: 200 },
      only: verdict.oracle ?? '',
    });
    expect(outcome).toMatchObject({ run: expect.any(Number), ...verdict });
  });

  it('agrees with the sources as they are', async () => {
    expect(await run(await planted(null), { kind: 'gradient', seed: 1, runs: 5 })).toEqual({ run: null });
  });

  it('is told of a thread that ends its whole process', async () => {
    const outcome = await run("process.kill(process.pid, 'SIGKILL')", {}, { apart: true });
    expect(outcome).toEqual({ run: 1, oracle: 'starting', what: 'the process ended: SIGKILL' });
  });

  it('does not load what it does not test', async () => {
    const [elsewhere] = faultsIn('gradient', 'runtime/gpujs.ts', { elsewhere: ['// The entry', '// An entry'] });
    await expect(planted(elsewhere!)).rejects.toThrow("mutant 'elsewhere': the fuzzer does not load runtime/gpujs.ts");
  });
});

describe('the summary', () => {
  it('counts a fault as caught where every seed caught it', () => {
    const of = (name: string, seed: number, at: number | null): Finding => ({
      mutant: { ...mutants[0]!, name },
      kind: 'gradient',
      seed,
      run: at,
      seconds: 1,
    });
    const findings = [of('a', 1, 4), of('a', 2, 6), of('b', 1, 2), of('b', 2, null), of('c', 1, 9), of('c', 2, 1)];
    expect(summary(findings)).toEqual({ planted: 3, caught: 2, medianRuns: 4, survivors: ['b'] });
  });
});
