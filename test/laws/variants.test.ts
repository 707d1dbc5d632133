// However the CPU backend is told to compute, random programs come out as the float64 reference says.
import { describe, expect, it } from 'vitest';
import { programAt } from '../testing/fuzzPrograms.ts';
import { agreesWith } from '../testing/oracles/backend.ts';
import { variants } from './targets.ts';

describe.each(Object.entries(variants))('%s', (name, open) => {
  // threads are started for each program
  const runs = name.includes('threads') ? 10 : 40;

  it(`agrees with the reference on ${runs} programs`, async () => {
    const oracle = agreesWith(await open());
    const verdicts = [];
    for (let run = 0; run < runs; run++) verdicts.push(await oracle.check(programAt({ seed: 77, run })));
    expect(verdicts.filter((v) => v.outcome === 'disagrees')).toEqual([]);
    expect(verdicts.filter((v) => v.outcome === 'agrees').length).toBeGreaterThanOrEqual(runs * 0.85);
  });
});
