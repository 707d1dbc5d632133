// Where kernels live. A page may have about sixteen WebGL contexts at a time, and making one takes long: all programs of a
// WebGL mode share one, for as long as there are any. On WebGPU each program has gpu.js to itself, and in the modes without
// memory of a device programs share built kernels (pool.ts).
import { type Gpu, isLost, type Kernel, type KernelSettings, library } from './library.ts';
import { isGl, isGpu, type Mode } from './modes.ts';
import { KernelPool } from './pool.ts';

export interface Context {
  /** `lengths`: of the arguments, 0 for numbers */
  make(source: string, settings: KernelSettings, lengths: readonly number[]): Kernel;
  /** kernels that copy few values to the device, by how many, for all programs of the context */
  readonly uploaders: Map<number, Kernel>;
  /** Ends a program's share: its kernels. */
  leave(kernels: readonly Kernel[]): Promise<void>;
}

interface Shared {
  readonly gpu: Gpu;
  readonly uploaders: Map<number, Kernel>;
  programs: number;
  ending: ReturnType<typeof setTimeout> | undefined;
}

const shared = new Map<Mode, Shared>();
const pools = new Map<Mode, KernelPool>();

/** milliseconds for which a context without programs stays: one is often followed by another */
const linger = 1000;

export async function enter(mode: Mode): Promise<Context> {
  const Gpu = await library();
  if (!isGpu(mode)) {
    const pool = pools.get(mode) ?? new KernelPool(() => new Gpu({ mode }));
    pools.set(mode, pool);
    return {
      make: (...asked) => pool.take(...asked),
      uploaders: new Map(),
      leave: async (kernels) => {
        for (const kernel of kernels) pool.give(kernel);
      },
    };
  }
  if (!isGl(mode)) {
    const gpu = new Gpu({ mode });
    return { make: made(gpu), uploaders: new Map(), leave: () => gpu.destroy() };
  }
  const known = shared.get(mode);
  const context: Shared =
    known && !lost(known) ? known : { gpu: new Gpu({ mode }), uploaders: new Map(), programs: 0, ending: undefined };
  shared.set(mode, context);
  context.programs++;
  clearTimeout(context.ending);
  const { gpu, uploaders } = context;
  return { make: made(gpu), uploaders, leave: async (kernels) => leave(mode, context, kernels) };
}

const made =
  (gpu: Gpu): Context['make'] =>
  (source, settings) =>
    gpu.createKernel(source, settings);

/** A kernel that has run knows the context. */
const lost = ({ uploaders }: Shared): boolean => [...uploaders.values()].some(isLost);

function leave(mode: Mode, context: Shared, kernels: readonly Kernel[]): void {
  context.programs--;
  if (context.programs === 0) endLater(mode, context);
  for (const kernel of kernels) {
    // all kernels of a context draw from the buffer of the one that was built last: it lasts as long as the context
    kernel.kernel.buffer = null;
    kernel.destroy();
  }
}

function endLater(mode: Mode, context: Shared): void {
  const ending = setTimeout(() => {
    if (context.programs > 0) return;
    if (shared.get(mode) === context) shared.delete(mode);
    context.gpu.destroy().catch(() => undefined); // a context that is gone already needs no destroying
  }, linger);
  // in Node a timer would keep the process alive
  if (typeof ending === 'object') ending.unref();
  context.ending = ending;
}
