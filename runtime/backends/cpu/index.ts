// The CPU backend: runs emitted WebAssembly. One call per run, no allocation, nothing but the standard WebAssembly API,
// so the same code serves Node and browsers.
import { type EmitOptions, type EmittedModule, emitWasm } from '../../../compiler/emit/wasm/index.ts';
import type { BufferId, Capabilities, Program } from '../../../compiler/program.ts';
import { hasFusedMultiplyAdd } from './features.ts';

/** What the passes may assume of kernels for this backend. */
export const capabilities: Capabilities = {
  maxInputs: 1024,
  multipleOutputs: true,
  scatter: true,
  inPlace: true,
  packedContractions: true,
};

export interface CpuOptions extends EmitOptions {
  /** the same bits on every engine: no fused multiply-add. Default false: it is used where the engine has it. */
  readonly deterministic?: boolean;
}

/** `fused` as said, or where the engine has it unless reproducible bits are asked for */
function emit(program: Program, options: CpuOptions): EmittedModule {
  const fused = options.fused ?? (!options.deterministic && hasFusedMultiplyAdd());
  return emitWasm(program, { ...options, fused });
}

export interface CpuInstance {
  /** Copies data into a buffer; throws a RangeError when the lengths differ. */
  write(buffer: BufferId, data: ArrayLike<number>): void;
  /** A copy of a buffer's contents. */
  read(buffer: BufferId): Float32Array | Int32Array;
  /** Executes all steps once. */
  run(): void;
  /** the whole memory: buffers, arena, scratch */
  readonly memoryBytes: number;
  /** number of kernels */
  readonly kernels: number;
  /** emit, compile and instantiate */
  readonly compileMs: number;
}

/** Compiles on the calling thread. Browsers refuse this for large modules on their main thread: see instantiateAsync. */
export function instantiate(program: Program, options: CpuOptions = {}): CpuInstance {
  const start = performance.now();
  const emitted = emit(program, options);
  const module = new WebAssembly.Module(emitted.bytes);
  return wrap(program, emitted, instantiateModule(module, emitted), start);
}

/** Compiles off the calling thread. */
export async function instantiateAsync(program: Program, options: CpuOptions = {}): Promise<CpuInstance> {
  const start = performance.now();
  const emitted = emit(program, options);
  const module = await WebAssembly.compile(emitted.bytes);
  return wrap(program, emitted, instantiateModule(module, emitted), start);
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
  const views = new Map<BufferId, Float32Array | Int32Array>();
  for (const b of program.buffers) {
    const { offset } = emitted.layout.buffers.get(b.id)!;
    const view =
      b.dtype === 'f32'
        ? new Float32Array(memory.buffer, offset, b.length)
        : new Int32Array(memory.buffer, offset, b.length);
    if (b.data) view.set(b.data);
    views.set(b.id, view);
  }
  const view = (id: BufferId) => {
    const found = views.get(id);
    if (!found) throw new RangeError(`cpu: the program has no buffer ${id}`);
    return found;
  };
  return {
    write(id, data) {
      const to = view(id);
      if (data.length !== to.length) {
        const name = program.buffers.find((b) => b.id === id)?.name;
        throw new RangeError(`cpu: buffer ${name} holds ${to.length} elements, the data has ${data.length}`);
      }
      to.set(data);
    },
    read: (id) => view(id).slice(),
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

/** The module's functions carry their kernels' names, and engines print them in the trap's stack. */
function trapError(cause: unknown, emitted: EmittedModule): Error {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  const kernel = emitted.kernels.find((k) => new RegExp(`\\b${k.name.replace(/\W/g, '\\$&')}\\b`).test(stack));
  const where = kernel ? `kernel ${kernel.name}` : 'the program';
  return new Error(`cpu: ${where} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
}
