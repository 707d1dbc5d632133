// What can be computed in blocks is, however small: hundreds of random programs, attention and the loss of a vocabulary at
// every size mean the same, with their gradients, on every backend of Node.
import { describe, expect, it } from 'vitest';
import { programAt } from '../testing/fuzzPrograms.ts';
import { agreesWith } from '../testing/oracles/backend.ts';
import { cutModels, isCut, passes, rows, targets, tiny } from './blocks.ts';

describe.each(Object.entries(passes))('%s', (_, oracle) => {
  it('keep the meaning of 300 random programs', async () => {
    const verdicts = [];
    for (let run = 0; run < 300; run++) verdicts.push(await oracle.check(programAt({ seed: 5, run })));
    expect(verdicts.filter((v) => v.outcome === 'disagrees')).toEqual([]);
    expect(verdicts.filter((v) => v.outcome === 'agrees').length).toBeGreaterThan(250);
  });
});

describe.each(cutModels)('%s', (_, specimen) => {
  it('is cut', () => {
    expect(isCut(specimen, tiny)).toBe(true);
    expect(isCut(specimen, rows)).toBe(true);
  });
  it.each(Object.entries(passes))('%s keep its meaning', async (_, oracle) => {
    expect(await oracle.check(specimen)).toMatchObject({ outcome: 'agrees' });
  });
});

describe.each(Object.entries(targets))('on %s', (name, make) => {
  it('models in blocks agree with the reference', async () => {
    const backend = await make();
    const verdicts = [];
    for (const blocks of [tiny, rows]) {
      const oracle = agreesWith({ ...backend, capabilities: { ...backend.capabilities, blocks } });
      // threads are started for each program, and gpu.js compiles each kernel
      const some = name === 'cpu' ? cutModels : cutModels.filter((_, i) => i % 3 === 0);
      for (const [model, specimen] of some) verdicts.push({ model, ...(await oracle.check(specimen)) });
    }
    // what dropout keeps may turn on the last bit of a random number
    const open = verdicts.filter((v) => v.outcome === 'inconclusive' && v.model.includes('dropout'));
    expect(verdicts.filter((v) => v.outcome !== 'agrees' && !open.includes(v))).toEqual([]);
    expect(open.length).toBeLessThan(verdicts.length / 5);
  });
});
