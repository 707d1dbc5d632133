// Emitted WebAssembly against the plain interpreter of Programs.
import { describe, expect, it } from 'vitest';
import { disagreement } from './agree.ts';
import { RandomKernel, random } from './kernels.ts';

describe('random loop nests', () => {
  it('agree with the interpreter', () => {
    const failures: string[] = [];
    for (let seed = 0; seed < 1000; seed++) {
      const p = new RandomKernel(random(seed)).build();
      let found: string | null;
      try {
        found = disagreement(p, seed + 7);
      } catch (e) {
        found = String(e);
      }
      if (found) failures.push(`seed ${seed}: ${found}`);
    }
    expect(failures).toEqual([]);
  });
});
