// The CPU as a backend value.
import type { Program } from '../../../compiler/program.ts';
import type { Backend, Instance } from '../backend.ts';
import { type CpuOptions, capabilities, emit, instantiateAsync } from './index.ts';
import { chooseThreads, type Threads } from './threads/choose.ts';
import { type ThreadHost, threadHost } from './threads/host.ts';
import { ThreadError } from './threads/pool.ts';
import { shareInstance } from './threads/shared.ts';

export interface CpuBackendOptions extends Omit<CpuOptions, 'threads' | 'exportKernels'> {
  /**
   * How many threads run a program together; its results are the same bits whatever the number. 'auto', the default,
   * takes as many as are expected to help, and says so in `notes`; 1 needs nothing of the process or page; more are an
   * error where they cannot be.
   */
  readonly threads?: Threads;
}

/** WebAssembly, in Node and in every browser, with no native build. */
export function cpu(options: CpuBackendOptions = {}): Backend {
  return cpuOn(threadHost, options);
}

/** With threads of another host. */
export function cpuOn(host: () => Promise<ThreadHost | string>, options: CpuBackendOptions): Backend {
  const { threads: wanted = 'auto', ...emitOptions } = options;
  requireThreads(wanted);
  return {
    name: 'cpu',
    capabilities,
    async instantiate(program) {
      const { threads, note, from } = await chooseThreads(program, wanted, host);
      const done = (instance: Running, count: number, why: string | null): Instance => {
        return { ...live(instance), backend: 'cpu', threads: count, notes: why === null ? [] : [why] };
      };
      if (!from) return done(await alone(program, emitOptions), 1, note);
      try {
        return done(await onThreads(program, emitOptions, threads, from), threads, note);
      } catch (cause) {
        if (wanted !== 'auto' || !(cause instanceof ThreadError)) throw cause;
        return done(await alone(program, emitOptions), 1, `threads: 1, ${cause.message.replace('cpu: ', '')}`);
      }
    },
  };
}

type Running = Omit<Instance, 'backend' | 'threads' | 'notes'>;

async function alone(program: Program, options: CpuOptions): Promise<Running> {
  return { ...(await instantiateAsync(program, options)), release: () => undefined };
}

async function onThreads(program: Program, options: CpuOptions, threads: number, host: ThreadHost): Promise<Running> {
  const start = performance.now();
  const emitted = emit(program, { ...options, threads });
  const module = await WebAssembly.compile(emitted.bytes);
  const instance = await shareInstance(program, emitted, module, host);
  return { ...instance, kernels: emitted.kernels.length, compileMs: performance.now() - start };
}

function requireThreads(threads: unknown): void {
  if (threads === 'auto' || (typeof threads === 'number' && Number.isInteger(threads) && threads >= 1)) return;
  throw new RangeError(`cpu: threads is ${String(threads)}; it must be a whole number from 1 on, or 'auto'`);
}

/** Refuses everything after `release`. */
function live(instance: Running): Running {
  let released = false;
  const unlessReleased =
    <A extends readonly unknown[], R>(f: (...args: A) => R) =>
    (...args: A): R => {
      if (released) throw new Error('cpu: this program was released');
      return f(...args);
    };
  return {
    write: unlessReleased(instance.write),
    read: unlessReleased(instance.read),
    run: unlessReleased(instance.run),
    kernels: instance.kernels,
    memoryBytes: instance.memoryBytes,
    compileMs: instance.compileMs,
    release: () => {
      if (!released) instance.release();
      released = true;
    },
  };
}
