// Runs a Program as WebAssembly and through the plain interpreter, and compares every buffer.
import type { WasmOptions } from '../../compiler/emit/wasm/index.ts';
import type { Program } from '../../compiler/program/types.ts';
import { instantiate } from '../../runtime/backends/cpu/index.ts';
import { interpret } from '../testing/interpret.ts';
import { fill, random } from './kernels.ts';

/** Runs both on the same random contents and returns the first disagreement. */
export function disagreement(p: Program, seed: number, options: WasmOptions = {}, tolerance = 1e-4): string | null {
  const r = random(seed);
  const cpu = instantiate(p, options);
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
