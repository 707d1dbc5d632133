// What can be computed in blocks is, however small: each model of a small size means the same, with its gradients, by the
// passes and on every backend of Node (npm run coverage asks about every size, and about hundreds of random programs).
import { describe, expect, it } from 'vitest';
import { programAt } from '../testing/fuzzPrograms.ts';
import { agreesWith } from '../testing/oracles/backend.ts';
import { cutModels, isCut, passes, rows, targets, tiny } from './blocks.ts';

/** The smallest size of each model. */
const small = cutModels.filter(([name]) => name.includes('"n":5,'));

it('many of the random programs have something to cut', () => {
  const cut = Array.from({ length: 40 }, (_, run) => isCut(programAt({ seed: 5, run }), tiny));
  expect(cut.filter(Boolean).length).toBeGreaterThan(3);
});

describe.each(small)('%s', (_, specimen) => {
  it('is cut', () => {
    expect(isCut(specimen, tiny)).toBe(true);
    expect(isCut(specimen, rows)).toBe(true);
  });
  it.each(Object.entries(passes))('%s keep its meaning', async (_, oracle) => {
    expect(await oracle.check(specimen)).toMatchObject({ outcome: 'agrees' });
  });
});

it.each(Object.entries(targets))('on %s a model in blocks agrees with the reference', async (name, make) => {
  const backend = await make();
  const [first, ...others] = small;
  const oracle = agreesWith({ ...backend, capabilities: { ...backend.capabilities, blocks: tiny } });
  // gpu.js compiles each kernel
  for (const [model, specimen] of name === 'cpu' ? [first!, ...others] : [first!]) {
    const { outcome } = await oracle.check(specimen);
    // what dropout keeps may turn on the last bit of a random number
    expect(model.includes('dropout') ? ['agrees', 'inconclusive'] : ['agrees'], model).toContain(outcome);
  }
});
