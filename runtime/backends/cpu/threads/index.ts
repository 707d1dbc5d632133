// A program on several threads. Loaded when it is asked for: a page that computes on one thread goes without this code.
import { threading } from '../../../../compiler/emit/wasm/threads/index.ts';
import type { Program } from '../../../../compiler/program/types.ts';
import { type Compiled, type CpuOptions, compiled } from '../index.ts';
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
    return several(program, await compiledFor(program, options, wanted), found);
  }
  const alone = await compiled(program, options);
  const one = (...notes: string[]) => onOneThread(program, alone, notes);
  const choice = await candidate(program, host);
  if (typeof choice === 'string') return one(`threads: 1, ${choice}`);
  if (!choice) return one();
  const { threads, from } = choice;
  try {
    const together = await compiledFor(program, options, threads);
    const times = await measured(async (count) => (count === 1 ? one() : several(program, together, from)), threads);
    const said = `measured ${times.toFixed(1)} times as fast as one`;
    if (times < worthwhile) return one(`threads: 1, ${threads} of ${from.cores} cores ${said}`);
    const notes = [`threads: ${threads} of ${from.cores} cores, ${said}`];
    return { ...(await several(program, together, from)), notes };
  } catch (cause) {
    if (!(cause instanceof ThreadError)) throw cause;
    return one(`threads: 1, ${cause.message.replace('cpu: ', '')}`);
  }
}

function compiledFor(program: Program, { smallestShare, ...options }: ThreadOptions, threads: number) {
  return compiled(program, { ...options, threading: threading(threads, smallestShare) });
}

async function several(
  program: Program,
  { emitted, module, milliseconds }: Compiled,
  host: ThreadHost,
): Promise<Running> {
  const start = performance.now();
  const instance = await shareInstance(program, emitted, module, host);
  const { threads, kernels } = emitted;
  const compileMs = milliseconds + performance.now() - start;
  return { ...instance, threads, notes: [], kernels: kernels.length, compileMs };
}
