// npm run fuzz: the whole question about the sources as they stand, by several threads.
import { describe, expect, it } from 'vitest';
import { mutants } from '../mutants/faults/index.ts';
import { faultsIn } from '../mutants/mutant.ts';
import { planted, run } from '../mutants/plant.ts';
import type { Task } from '../mutants/worker.ts';
import { ask } from './ask.ts';
import { openTarget, wholeTargets } from './whole.ts';

const task: Task = { kind: 'whole', seed: 1, runs: 60 };
const patience = 60_000;

describe('the whole question', () => {
  it('is about every way in which the CPU computes and both modes of gpu.js in Node', () => {
    expect(wholeTargets.slice(0, 2)).toEqual(['cpu', 'cpu without fused multiply-add']);
    expect(wholeTargets.slice(-2)).toEqual(['gpujs:cpu', 'gpujs:webasm']);
    for (const way of ['packed', 'direct', 'dot products', 'places'])
      expect(wholeTargets.filter((name) => name.includes(way))).toHaveLength(1);
  });

  it('names its targets in their order, and refuses another', async () => {
    for (const name of wholeTargets) expect((await openTarget(name)).name).toBe(name);
    await expect(openTarget('abacus')).rejects.toThrow("there is no backend 'abacus'; there are cpu; ");
  });
});

describe('threads that share the runs', () => {
  it('find what one thread finds, and shrink it', async () => {
    const source = await planted(mutants.find((m) => m.name === 'lanes: no tail')!);
    const alone = await run(source, task);
    const { shown, ...found } = await ask(source, task, { workers: 2, patience });
    expect(alone).toMatchObject({ run: expect.any(Number) });
    expect(found).toEqual(alone);
    expect(shown!.message).toContain(`seed 1, run ${alone.run! - 1}`);
    expect(shown!.program).toContain('await recheck(');
  });

  it('tell how far they are, and agree with the sources as they are', async () => {
    const done: number[] = [];
    const asked = { ...task, runs: 12, only: 'each node' };
    const found = await ask(await planted(null), asked, { workers: 2, patience, onProgress: (n) => done.push(n) });
    expect(found).toEqual({ run: null });
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBeGreaterThanOrEqual(10);
  });

  it('ask the oracles that are named, and refuse a name that none has', async () => {
    const source = await planted(mutants.find((m) => m.name === 'lanes: no tail')!);
    const only = (name: string) => ask(source, { ...task, runs: 8, only: name }, { workers: 1, patience });
    expect(await only('each node')).toEqual({ run: null });
    await expect(only('nonsense')).rejects.toThrow("no oracle's name holds 'nonsense'; there are each node alone; ");
  });

  it('find a check that does not end, and sources that cannot be loaded', async () => {
    const file = 'dsl/expression/pointwise.ts';
    const [dies] = faultsIn('whole', file, {
      dies: ['// ', "if (Date.now() > 0) throw new Error('dead on arrival');\n// "],
    });
    expect(await ask(await planted(dies!), task, { workers: 1, patience })).toMatchObject({
      run: 1,
      what: 'dead on arrival',
    });
    const [hangs] = faultsIn('whole', file, { hangs: ['// ', 'for (;;);\n// '] });
    expect(await ask(await planted(hangs!), task, { workers: 1, patience: 300 })).toMatchObject({
      run: 1,
      what: 'no answer in 0.3 s',
    });
  });
});
