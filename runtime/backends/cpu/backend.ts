// The CPU as a backend value.
import { optionsOf } from '../../../dsl/shape/rules/index.ts';
import type { Backend, Instance } from '../backend.ts';
import { capabilities, compiled } from './index.ts';
import { onOneThread, type Running } from './running.ts';
import type { Threads } from './threads/choose.ts';
import type { ThreadOptions, ThreadSource } from './threads/index.ts';

export interface CpuBackendOptions extends Omit<ThreadOptions, 'threading' | 'exportKernels'> {
  /**
   * How many threads run a program together; its results are the same bits whatever the number. 'auto', the default,
   * times a large program on one and on several when it is compiled, takes what is faster, and says so in `notes`; 1 needs
   * nothing of the process or page; more are an error where they cannot be.
   */
  readonly threads?: Threads;
}

const known = { threads: 1, smallestShare: 1, deterministic: 1, fused: 1, contractions: 1, tile: 1, places: 1 };

/** WebAssembly, in Node and in every browser, with no native build. */
export function cpu(options: CpuBackendOptions = {}): Backend {
  return cpuOn(null, options);
}

/** With threads from elsewhere than this process or page, or timed by another clock. */
export function cpuOn(source: Partial<ThreadSource> | null, options: CpuBackendOptions): Backend {
  const { threads = 'auto', ...others } = optionsOf<CpuBackendOptions>('cpu', options, known);
  requireThreads(threads);
  return {
    name: 'cpu',
    capabilities,
    async instantiate(program) {
      const unasked = threads === 'auto' && !source && !mayShareMemory();
      const notes = unasked ? ['threads: 1, the page is not cross-origin isolated'] : [];
      if (threads === 1 || unasked) return live(onOneThread(program, await compiled(program, others), notes));
      const { onThreads } = await import('./threads/index.ts');
      return live(await onThreads(program, threads, others, source ?? {}));
    },
  };
}

/** Whether the code of threads is worth loading: workers of Node and of isolated pages share memory. */
function mayShareMemory(): boolean {
  const inNode = typeof process === 'object' && typeof process.versions?.node === 'string';
  return inNode || globalThis.crossOriginIsolated === true;
}

function requireThreads(threads: unknown): void {
  if (threads === 'auto' || (typeof threads === 'number' && Number.isInteger(threads) && threads >= 1)) return;
  throw new RangeError(`cpu: threads is ${String(threads)}; it must be a whole number from 1 on, or 'auto'`);
}

/** Refuses everything after `release`, and then holds nothing: the memory is collected, whoever has the instance. */
function live(instance: Running): Instance {
  const { threads, notes, kernels, memoryBytes, compileMs } = instance;
  let running: Running | undefined = instance;
  const now = (): Running => {
    if (running === undefined) throw new Error('cpu: this program was released');
    return running;
  };
  return {
    ...{ threads, notes, kernels, memoryBytes, compileMs },
    backend: 'cpu',
    write: (buffer, data) => now().write(buffer, data),
    read: (buffer) => now().read(buffer),
    run: () => now().run(),
    release() {
      running?.release();
      running = undefined;
    },
  };
}
