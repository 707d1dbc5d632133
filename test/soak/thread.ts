// A thread that does a soak's tasks, and is replaced where a program does not end: that is a fault like any other.
import { Worker } from 'node:worker_threads';
import { joined, nothing, type Stretch } from '../testing/campaign.ts';
import { counterexample } from '../testing/failure.ts';
import type { Oracle } from '../testing/oracles/oracle.ts';
import type { Hand } from './soak.ts';
import { specimenOf, type Task } from './task.ts';

/** What a thread says: which check begins, or what its task came to. */
export type Answer = Check | { readonly result: Stretch };

interface Check {
  readonly run: number;
  readonly oracle: string;
}

/** Longer than any check that ends takes on a busy machine. */
const usual = 120_000;

/** A thread over built sources: `worker` is the compiled test/soak/worker.js. A check may take `patience` milliseconds. */
export function thread(worker: URL, patience = usual): Hand {
  let made = new Worker(worker);
  const attempt = (task: Task) =>
    new Promise<Answer>((done, failed) => {
      let last: Check = { run: task.from, oracle: '' };
      const over = () => {
        clearTimeout(timer);
        made.off('message', heard).off('error', broken);
      };
      const stuck = () => {
        over();
        done(last);
      };
      let timer = setTimeout(stuck, patience);
      const heard = (answer: Answer) => {
        clearTimeout(timer);
        if ('result' in answer) {
          over();
          done(answer);
          return;
        }
        last = answer;
        timer = setTimeout(stuck, patience);
      };
      const broken = (error: Error) => {
        over();
        failed(error);
      };
      made.on('message', heard).on('error', broken);
      made.postMessage(task);
    });

  /** The rest is done by another thread: what this one found before it was stuck is found again. */
  const run = async (task: Task): Promise<Stretch> => {
    if (task.from >= task.to) return nothing;
    const answer = await attempt(task);
    if ('result' in answer) return answer.result;
    await made.terminate();
    made = new Worker(worker);
    const before = await run({ ...task, to: answer.run });
    const after = await run({ ...task, from: answer.run + 1 });
    return [before, after].reduce(joined, endless(task, answer, patience));
  };
  return {
    run,
    close: async () => {
      await made.terminate();
    },
  };
}

function endless({ seed, sizes }: Task, { run, oracle: name }: Check, patience: number): Stretch {
  const point = { seed, run };
  const thrown = `no answer in ${patience / 1000} s`;
  const conviction = {
    outcome: 'disagrees',
    what: thrown,
    thrown,
    expected: 0,
    actual: Number.NaN,
    allowed: 0,
  } as const;
  const oracle: Oracle = { name, order: 0, check: () => conviction };
  const found = [counterexample({ specimen: specimenOf(point, sizes), oracle, conviction }, point)];
  return { ...nothing, runs: 1, checks: 1, found };
}
