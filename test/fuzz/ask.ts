// A question put to several threads at once, each with its share of the runs: the earliest run that convicts answers it.
import { run } from '../mutants/plant.ts';
import type { Outcome, Task } from '../mutants/worker.ts';

export interface Asking {
  readonly workers: number;
  /** of a check, in milliseconds */
  readonly patience: number;
  readonly onProgress?: (runsDone: number) => void;
}

/** What one thread alone would find, shrunk. */
export async function ask(source: string, task: Task, { workers, patience, onProgress }: Asking): Promise<Outcome> {
  const threads = Math.min(workers, task.runs);
  const at = new Array<number>(threads).fill(0);
  const stops = at.map(() => new AbortController());
  let best: Outcome = { run: null };
  const earliest = () => best.run ?? Number.POSITIVE_INFINITY;
  const answer = async (k: number): Promise<void> => {
    const share: Task = { ...task, share: { from: k, of: threads }, shrink: true };
    const onBegin = ({ begun }: { readonly begun: number }): void => {
      if (begun === at[k]) return;
      at[k] = begun;
      if (begun > earliest()) stops[k]!.abort();
      onProgress?.(at.reduce((done, next) => done + Math.max(0, Math.ceil(next / threads) - 1), 0));
    };
    const outcome = await run(source, share, { patience, onBegin, signal: stops[k]!.signal });
    if (outcome.run === null || outcome.run > earliest()) return;
    best = outcome;
  };
  await Promise.all(stops.map((_, k) => answer(k)));
  return best;
}
