// The CPU backend: runs emitted WebAssembly. One call per run, no allocation, nothing but the standard WebAssembly API,
// so the same code serves Node and browsers.
import { type EmittedModule, ModuleEmitter } from '../../../compiler/emit/wasm/emitter.ts';
import { emitWasm, type WasmOptions } from '../../../compiler/emit/wasm/index.ts';
import { scheduledFor } from '../../../compiler/emit/wasm/scheduled.ts';
import type { Capabilities, Program } from '../../../compiler/program/types.ts';
import { type Buffers, buffersIn } from './buffers.ts';
import { hasFusedMultiplyAdd } from './features.ts';

/** What the passes may assume of kernels for this backend. */
export const capabilities: Capabilities = {
  maxInputs: 1024,
  multipleOutputs: true,
  scatter: true,
  inPlace: true,
  packedContractions: true,
  largestIndex: 2 ** 31 - 1,
  // a block and what is computed of it stay in the second-level cache; measured in test/bench/NOTES.md
  blocks: { from: 2 ** 23, again: 2 ** 28, times: 4, of: 2 ** 19, rows: 128 },
};

export interface CpuOptions extends WasmOptions {
  /**
   * The same bits on every engine, and on any number of threads. Nothing but fused multiply-add, which not every engine
   * has or rounds alike, depends on the engine; by default it is used where it is, and results differ in the last bits.
   */
  readonly deterministic?: boolean;
}

/** `fused` as said, or where the engine has it unless reproducible bits are asked for */
function fusedAsSaid(options: CpuOptions): WasmOptions {
  if (options.deterministic && options.fused)
    throw new RangeError(
      'cpu: deterministic and fused exclude each other: the bits of a fused multiply-add depend on the engine',
    );
  const fused = options.fused ?? (!options.deterministic && hasFusedMultiplyAdd());
  return { ...options, fused };
}

export interface CpuInstance extends Buffers {
  /** Executes all steps once. */
  run(): void;
  /** the whole memory: buffers, arena, scratch */
  readonly memoryBytes: number;
  /** number of kernels */
  readonly kernels: number;
  /** emit, compile and instantiate */
  readonly compileMs: number;
}

/** Compiles on the calling thread. Browsers refuse this for large modules on their main thread: see `compiled`. */
export function instantiate(program: Program, options: CpuOptions = {}): CpuInstance {
  const start = performance.now();
  const emitted = emitWasm(program, fusedAsSaid(options));
  const module = new WebAssembly.Module(emitted.bytes);
  return wrap(program, emitted, instantiateModule(module, emitted), start);
}

/** Modules of fewer bytes are compiled sooner than another thread is told to, and every browser allows it. */
const small = 4096;

/** A program's module, compiled: it can be instantiated more than once. */
export interface Compiled {
  readonly emitted: EmittedModule;
  readonly module: WebAssembly.Module;
  readonly milliseconds: number;
}

/** Compiles off the calling thread, but for small modules. */
export async function compiled(program: Program, options: CpuOptions): Promise<Compiled> {
  const start = performance.now();
  try {
    const said = fusedAsSaid(options);
    const emitter = new ModuleEmitter(scheduledFor(program, said), said);
    const emitted = emitter.emit(emitter.needsLate ? (await import('../../late.ts')).emitters : undefined);
    const { bytes } = emitted;
    const module = bytes.length < small ? new WebAssembly.Module(bytes) : await WebAssembly.compile(bytes);
    return { emitted, module, milliseconds: performance.now() - start };
  } catch (cause) {
    const fault = (await import('../../late.ts')).policyFault(cause, 'wasm');
    throw fault === null ? cause : new Error(`cpu: ${fault}`, { cause });
  }
}

export function instanceOf(program: Program, { emitted, module, milliseconds }: Compiled): CpuInstance {
  return wrap(program, emitted, instantiateModule(module, emitted), performance.now() - milliseconds);
}

export function instantiateModule(module: WebAssembly.Module, emitted: EmittedModule): WebAssembly.Instance {
  try {
    return new WebAssembly.Instance(module);
  } catch (cause) {
    const { totalBytes } = emitted.layout;
    throw new RangeError(`cpu: the engine refused a memory of ${totalBytes} bytes; use a smaller batch`, { cause });
  }
}

function wrap(program: Program, emitted: EmittedModule, instance: WebAssembly.Instance, start: number): CpuInstance {
  // the module was emitted above: these are its exports
  const { memory, run } = instance.exports as unknown as { memory: WebAssembly.Memory; run: () => void };
  return {
    ...buffersIn(memory, program, emitted.layout),
    run() {
      try {
        run();
      } catch (cause) {
        throw trapError(cause, emitted);
      }
    },
    memoryBytes: memory.buffer.byteLength,
    kernels: emitted.kernels.length,
    compileMs: performance.now() - start,
  };
}

/** Functions carry the names of the kernels that they compute, and engines print them in the trap's stack. */
function trapError(cause: unknown, emitted: EmittedModule): Error {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  const named = (name: string) => new RegExp(`\\b${name.replace(/\W/g, '\\$&')}\\b`).test(stack);
  const [kernel, ...alike] = emitted.kernels.map((k) => k.name).filter(named);
  const or = alike.length === 0 ? '' : ` (or ${alike.join(', ')}: they are one function)`;
  const where = kernel ? `kernel ${kernel}${or}` : 'the program';
  return new Error(`cpu: ${where} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
}
