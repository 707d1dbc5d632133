// The CPU backend told to compute in another way, on the calling thread. It says what it emits: most ways of computing come to
// the same module for most programs, which is then run once (oracles/once.ts).
import { type EmittedModule, emitWasm } from '../../compiler/emit/wasm/index.ts';
import type { Program } from '../../compiler/program/types.ts';
import type { Backend } from '../../runtime/backends/backend.ts';
import { hasFusedMultiplyAdd } from '../../runtime/backends/cpu/features.ts';
import { type CpuOptions, capabilities } from '../../runtime/backends/cpu/index.ts';
import { onOneThread } from '../../runtime/backends/cpu/running.ts';

export interface Emitting extends Backend {
  /** What runs: programs of equal codes compute the same bits. */
  readonly code: (program: Program) => string;
}

export const emits = (backend: Backend): backend is Emitting => 'code' in backend;

export function cpuVariant(name: string, options: CpuOptions): Emitting {
  const known = new WeakMap<Program, EmittedModule>();
  const emitted = (program: Program): EmittedModule => {
    const found = known.get(program) ?? emitWasm(program, { fused: hasFusedMultiplyAdd(), ...options });
    known.set(program, found);
    return found;
  };
  return {
    name,
    capabilities,
    code: (program) => new TextDecoder('latin1').decode(emitted(program).bytes),
    instantiate: async (program) => {
      const start = performance.now();
      const module = new WebAssembly.Module(emitted(program).bytes);
      const milliseconds = performance.now() - start;
      return { ...onOneThread(program, { emitted: emitted(program), module, milliseconds }), backend: 'cpu' };
    },
  };
}
