// A soak: runs in pieces over several hands (threads, or a page), joined as they come.
import { openPage } from '../browser/harness.ts';
import { joined, type Stretch } from '../testing/campaign.ts';
import type { Log } from './logbook.ts';
import type { Task } from './task.ts';

/** Somebody who does tasks. */
export interface Hand {
  run(task: Task): Promise<Stretch>;
  close(): Promise<void>;
}

/** A page in headless Chromium. */
export async function page(): Promise<Hand> {
  const opened = await openPage('test/soak/page.ts');
  return { run: (task) => opened.call<Stretch>('run', task), close: () => opened.close() };
}

export interface Plan extends Omit<Task, 'from' | 'to'> {
  readonly runs: number;
  /** runs of one task */
  readonly piece: number;
  /** no task is begun after it */
  readonly signal?: AbortSignal;
  /** called as pieces are done: all so far, and the piece */
  readonly onProgress?: (log: Log, latest: Stretch) => void;
}

/** All that was done, that of the log included, or what was until the signal. */
export async function soak(hands: readonly Hand[], plan: Plan, log: Log): Promise<Log> {
  const { runs, piece, signal, onProgress, ...task } = plan;
  const start = performance.now();
  const left = [...log.gaps];
  const under = new Set<readonly [number, number]>();
  let { all, next } = log;
  const now = (): Log => {
    const seconds = log.seconds + (performance.now() - start) / 1000;
    return { plan: log.plan, next, gaps: [...left, ...under], all, seconds };
  };
  const take = (): readonly [number, number] | undefined => {
    if (left.length > 0) return left.shift();
    if (next >= runs) return undefined;
    const from = next;
    next = Math.min(runs, from + piece);
    return [from, next];
  };
  const work = async (worker: Hand): Promise<void> => {
    while (!signal?.aborted) {
      const range = take();
      if (!range) return;
      under.add(range);
      const latest = await worker.run({ ...task, from: range[0], to: range[1] });
      under.delete(range);
      all = joined(all, latest);
      onProgress?.(now(), latest);
    }
  };
  await Promise.all(hands.map(work));
  return now();
}
