// How many threads a program gets.
import { expectedTime } from '../../../../compiler/emit/wasm/threads/expect.ts';
import type { Program } from '../../../../compiler/program.ts';
import type { ThreadHost } from './host.ts';

export type Threads = number | 'auto';

export interface Choice {
  readonly threads: number;
  /** where the threads are from; null: the calling thread runs the program */
  readonly from: ThreadHost | null;
  /** why so many, where that was left open and is not plain: a small program runs on one thread */
  readonly note: string | null;
}

/** nanoseconds from the start of a run to its threads and back */
const dispatchTime = 80_000;
/** more threads than this have not been measured */
const most = 16;
/** a program of less work is not looked at closely */
const worthAsking = 400_000;

export async function chooseThreads(
  program: Program,
  wanted: Threads,
  host: () => Promise<ThreadHost | string>,
): Promise<Choice> {
  const one = (note: string | null = null): Choice => ({ threads: 1, from: null, note });
  if (wanted === 1) return one();
  if (wanted !== 'auto') {
    const found = await host();
    if (typeof found === 'string')
      throw new Error(`cpu: ${wanted} threads cannot be: ${found}; threads: 1 always works`);
    return { threads: wanted, from: found, note: null };
  }
  const alone = expectedTime(program, 1);
  if (alone < worthAsking) return one();
  const found = await host();
  if (typeof found === 'string') return one(`threads: 1, ${found}`);
  const best = fastest(program, Math.min(found.cores, most));
  if (best === null || best.time + dispatchTime > 0.85 * alone) return one();
  const note = `threads: ${best.threads} of ${found.cores} cores, expected to be ${(alone / best.time).toFixed(1)} times as fast as one`;
  return { threads: best.threads, from: found, note };
}

/** Of all cores, half of them, a quarter, down to two. */
function fastest(program: Program, cores: number): { readonly threads: number; readonly time: number } | null {
  let best: { threads: number; time: number } | null = null;
  for (let threads = cores; threads >= 2; threads = Math.floor(threads / 2)) {
    const time = expectedTime(program, threads);
    if (best === null || time < best.time) best = { threads, time };
  }
  return best;
}
