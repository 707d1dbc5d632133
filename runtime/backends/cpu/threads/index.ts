// A program on several threads. Loaded when it is asked for: a page that computes on one thread goes without this code.
import { threading } from '../../../../compiler/emit/wasm/threads/index.ts';
import type { Program } from '../../../../compiler/program.ts';
import { type CpuOptions, emit } from '../index.ts';
import { onOneThread, type Running } from '../running.ts';
import { candidate, type Threads } from './choose.ts';
import { type ThreadHost, threadHost } from './host.ts';
import { speedup } from './measure.ts';
import { ThreadError } from './pool.ts';
import { shareInstance } from './shared.ts';

export interface ThreadOptions extends CpuOptions {
  /** kernels of less work than this, in nanoseconds of one core, are run by one thread */
  readonly smallestShare?: number;
}

/** What several threads are needed for: where they come from, and how much faster than one they are. */
export interface ThreadSource {
  readonly host: () => Promise<ThreadHost | string>;
  readonly speedup: typeof speedup;
}

const here: ThreadSource = { host: threadHost, speedup };

/** Slower than this many times one thread, several are not worth their cores. */
const worthwhile = 1.15;

/** On as many threads as said, or an error; on 'auto' as many as help. */
export async function onThreads(
  program: Program,
  wanted: Threads,
  options: ThreadOptions,
  source: Partial<ThreadSource>,
): Promise<Running> {
  const { host, speedup: measured } = { ...here, ...source };
  if (wanted !== 'auto') {
    const found = await host();
    if (typeof found === 'string')
      throw new Error(`cpu: ${wanted} threads cannot be: ${found}; threads: 1 always works`);
    return several(program, options, wanted, found);
  }
  const alone = (...notes: string[]) => onOneThread(program, options, notes);
  const choice = await candidate(program, host);
  if (typeof choice === 'string') return alone(`threads: 1, ${choice}`);
  if (!choice) return alone();
  const { threads, from } = choice;
  try {
    const on = (count: number) =>
      count === 1 ? onOneThread(program, options) : several(program, options, count, from);
    const times = await measured(on, threads);
    const said = `measured ${times.toFixed(1)} times as fast as one`;
    if (times < worthwhile) return alone(`threads: 1, ${threads} of ${from.cores} cores ${said}`);
    const instance = await several(program, options, threads, from);
    return { ...instance, notes: [`threads: ${threads} of ${from.cores} cores, ${said}`] };
  } catch (cause) {
    if (cause instanceof ThreadError) return alone(`threads: 1, ${cause.message.replace('cpu: ', '')}`);
    throw cause;
  }
}

async function several(
  program: Program,
  { smallestShare, ...options }: ThreadOptions,
  threads: number,
  host: ThreadHost,
): Promise<Running> {
  const start = performance.now();
  const emitted = emit(program, { ...options, threading: threading(threads, smallestShare) });
  const module = await WebAssembly.compile(emitted.bytes);
  const instance = await shareInstance(program, emitted, module, host);
  const compileMs = performance.now() - start;
  return { ...instance, threads, notes: [], kernels: emitted.kernels.length, compileMs };
}
