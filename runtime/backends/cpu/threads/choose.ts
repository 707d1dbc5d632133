// How many threads a program may be worth: an estimate, which says what is to be measured.
import { machineOf } from '../../../../compiler/emit/wasm/scheduled.ts';
import type { Program } from '../../../../compiler/program/types.ts';
import { expectedTime } from '../../../../compiler/schedule/threads/expect.ts';
import type { ThreadHost } from './host.ts';

export type Threads = number | 'auto';

export interface Candidate {
  /** more than one */
  readonly threads: number;
  readonly from: ThreadHost;
}

/** nanoseconds from the start of a run to its threads and back */
const dispatchTime = 80_000;
/** more threads than this have not been measured */
const most = 16;
/** a program of less work, in nanoseconds, would take long to make good the time for which it is measured */
const worthAsking = 3_000_000;

/** null: one thread is expected to be fastest. A sentence: why there are no others for a program that could use them. */
export async function candidate(
  program: Program,
  host: () => Promise<ThreadHost | string>,
): Promise<Candidate | string | null> {
  const alone = expectedTime(program, 1, machineOf({}));
  if (alone < worthAsking) return null;
  const from = await host();
  if (typeof from === 'string') return from;
  const best = fastest(program, Math.min(from.cores, most));
  if (best === null || best.time + dispatchTime > 0.85 * alone) return null;
  return { threads: best.threads, from };
}

/** Of all cores, half of them, a quarter, down to two. */
function fastest(program: Program, cores: number): { readonly threads: number; readonly time: number } | null {
  let best: { threads: number; time: number } | null = null;
  for (let threads = cores; threads >= 2; threads = Math.floor(threads / 2)) {
    const time = expectedTime(program, threads, machineOf({}));
    if (best === null || time < best.time) best = { threads, time };
  }
  return best;
}
