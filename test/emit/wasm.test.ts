// Emitted WebAssembly against the plain interpreter of Programs.
import { describe, expect, it } from 'vitest';
import type { Program } from '../../compiler/program.ts';
import { instantiate } from '../../runtime/backends/cpu/index.ts';
import { interpret } from '../testing/interpret.ts';
import { fill, RandomKernel, random } from './kernels.ts';

/** Runs both on the same random contents and returns the first disagreement. */
function disagreement(p: Program, seed: number, tolerance = 1e-4): string | null {
  const r = random(seed);
  const cpu = instantiate(p);
  const plain = interpret(p, 'f32');
  for (const b of p.buffers) {
    const data = fill(r, b);
    cpu.write(b.id, data);
    plain.write(b.id, data);
  }
  cpu.run();
  plain.run();
  for (const b of p.buffers) {
    const [got, want] = [cpu.read(b.id), plain.read(b.id)];
    for (let i = 0; i < b.length; i++) {
      const [g, w] = [got[i]!, want[i]!];
      const close = b.dtype === 'f32' ? Math.abs(g - w) <= tolerance * Math.max(1, Math.abs(w)) : g === w;
      if (!close && !Object.is(g, w) && g !== w) return `${b.name}[${i}] = ${g}, expected ${w}`;
    }
  }
  return null;
}

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
