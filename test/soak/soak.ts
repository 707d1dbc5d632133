// A soak: runs in pieces over several hands (threads, or a page), joined as they come.
import { Worker } from 'node:worker_threads';
import { openPage } from '../browser/harness.ts';
import { joined, nothing, type Stretch } from '../testing/campaign.ts';
import type { Task } from './task.ts';

/** Somebody who does tasks. */
export interface Hand {
  run(task: Task): Promise<Stretch>;
  close(): Promise<void>;
}

/** A thread over built sources: `worker` is the compiled test/soak/worker.js. */
export function thread(worker: URL): Hand {
  const made = new Worker(worker);
  return {
    run: (task) =>
      new Promise((done, failed) => {
        const over = () => made.off('message', finished).off('error', broken);
        const finished = (result: Stretch) => {
          over();
          done(result);
        };
        const broken = (error: Error) => {
          over();
          failed(error);
        };
        made.on('message', finished).on('error', broken);
        made.postMessage(task);
      }),
    close: async () => {
      await made.terminate();
    },
  };
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
  readonly onProgress?: (all: Stretch, latest: Stretch) => void;
}

/** All that was done, or what was until the signal. */
export async function soak(hands: readonly Hand[], plan: Plan): Promise<Stretch> {
  const { runs, piece, signal, onProgress, ...task } = plan;
  let all: Stretch = nothing;
  let next = 0;
  const work = async (worker: Hand): Promise<void> => {
    while (next < runs && !signal?.aborted) {
      const from = next;
      next = Math.min(runs, from + piece);
      const latest = await worker.run({ ...task, from, to: next });
      all = joined(all, latest);
      onProgress?.(all, latest);
    }
  };
  await Promise.all(hands.map(work));
  return all;
}
