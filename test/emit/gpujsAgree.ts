// Runs a Program on gpu.js and through the plain interpreter, and compares every buffer. Used in Node and, bundled, in
// the browser.
import type { Kernel, Program, Step } from '../../compiler/program/types.ts';
import { instantiate } from '../../runtime/backends/gpujs/instance.ts';
import type { Mode } from '../../runtime/backends/gpujs/modes.ts';
import { interpret } from '../testing/interpret.ts';
import { fill, random } from './kernels.ts';

export interface Comparison {
  readonly seed?: number;
  readonly tolerance?: number;
  readonly runs?: number;
  /** contents of buffers, where random ones would not do */
  readonly data?: ReadonlyMap<number, ArrayLike<number>>;
}

/** Runs both on the same contents and returns the first disagreement. */
export async function disagreement(program: Program, mode: Mode, options: Comparison = {}): Promise<string | null> {
  const { seed = 1, tolerance = 1e-4, runs = 1, data } = options;
  const p = split(program);
  const r = random(seed);
  const gpu = await instantiate(p, mode);
  const plain = interpret(p, 'f32');
  for (const b of p.buffers) {
    if (b.data || b.length === 0) continue;
    const values = data?.get(b.id) ?? fill(r, b);
    gpu.write(b.id, values);
    plain.write(b.id, values);
  }
  for (let i = 0; i < runs; i++) {
    await gpu.run();
    plain.run();
  }
  try {
    for (const b of p.buffers) {
      if (b.length === 0 || b.role === 'temporary') continue;
      const [got, want] = [await gpu.read(b.id), plain.read(b.id)];
      for (let i = 0; i < b.length; i++) {
        const [g, w] = [got[i]!, want[i]!];
        const close = b.dtype === 'f32' ? Math.abs(g - w) <= tolerance * Math.max(1, Math.abs(w)) : g === w;
        if (!close && !Object.is(g, w) && g !== w) return `${mode}: ${b.name}[${i}] = ${g}, expected ${w}`;
      }
    }
    return null;
  } finally {
    gpu.release();
  }
}

/** One output a kernel, as the passes would give it to this backend. */
function split(program: Program): Program {
  const one = (s: Step): Step[] => {
    if (s.kind === 'loop') return [{ ...s, body: s.body.flatMap(one) }];
    if (s.kind === 'scatter' || s.outputs.length < 2) return [s];
    return s.outputs.map((o, i): Kernel => ({ ...s, name: `${s.name}_${i}`, outputs: [o] }));
  };
  return { ...program, steps: program.steps.flatMap(one) };
}
