// A Program as an instance on gpu.js.
import { emitGpujs } from '../../../compiler/emit/gpujs/index.ts';
import type { Program } from '../../../compiler/program/types.ts';
import type { Instance } from '../backend.ts';
import { enter } from './context.ts';
import { Device } from './device.ts';
import { plannedBytes } from './memory.ts';
import { isGpu, type Mode, needsRounding } from './modes.ts';
import { Runner } from './runner.ts';

export async function instantiate(program: Program, mode: Mode): Promise<Instance> {
  const start = performance.now();
  const emitted = emitGpujs(program, { split: isGpu(mode), round: needsRounding(mode) });
  const runner = new Runner(emitted, new Device(mode, await enter(mode)));
  await runner.prepare();
  const compileMs = performance.now() - start;
  return {
    backend: `gpujs:${mode}`,
    kernels: emitted.kernels,
    compileMs,
    memoryBytes: plannedBytes(emitted, mode),
    write: (id, data) => runner.write(id, data),
    read: (id) => runner.read(id),
    run: () => runner.run(),
    release: () => runner.release(),
  };
}
