// Time per kernel: the program is emitted with every kernel exported, and run step by step from here. Kernels inside a
// loop are timed together over all passes. For finding what is slow, not for measuring a whole step.
import { exportKernel } from '../../../compiler/emit/wasm/exported.ts';
import { emitWasm } from '../../../compiler/emit/wasm/index.ts';
import type { Program, Step } from '../../../compiler/program/types.ts';
import { instantiateModule } from './index.ts';

export interface KernelTime {
  readonly name: string;
  /** mean milliseconds per run of the program */
  readonly ms: number;
  /** calls per run */
  readonly calls: number;
}

/** Runs the program `runs` times on whatever its buffers hold (constants set, the rest zero) and returns the slowest first. */
export function profile(program: Program, runs = 10): KernelTime[] {
  const emitted = emitWasm(program, { exportKernels: exportKernel });
  const instance = instantiateModule(new WebAssembly.Module(emitted.bytes), emitted);
  // the module was emitted above with these exports
  const kernels = instance.exports as unknown as Record<string, (...counters: number[]) => void>;
  const memory = instance.exports.memory as WebAssembly.Memory;
  for (const b of program.buffers) {
    const offset = emitted.layout.buffers.get(b.id)!.offset;
    if (b.data) new (b.dtype === 'f32' ? Float32Array : Int32Array)(memory.buffer, offset, b.length).set(b.data);
  }
  const times = new Map<string, { ms: number; calls: number }>();
  const execute = (steps: readonly Step[], counters: readonly number[]): void => {
    for (const s of steps) {
      if (s.kind === 'loop') {
        for (let t = 0; t < s.extent; t++) execute(s.body, [...counters, s.reverse ? s.extent - 1 - t : t]);
        continue;
      }
      const start = performance.now();
      kernels[s.name]!(...counters);
      const entry = times.get(s.name) ?? { ms: 0, calls: 0 };
      times.set(s.name, { ms: entry.ms + performance.now() - start, calls: entry.calls + 1 });
    }
  };
  execute(program.steps, []);
  times.clear();
  for (let i = 0; i < runs; i++) execute(program.steps, []);
  return [...times].map(([name, t]) => ({ name, ms: t.ms / runs, calls: t.calls / runs })).sort((x, y) => y.ms - x.ms);
}
