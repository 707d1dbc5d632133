// Runs in a thread of its own, over sources with a fault in them: the fuzzer, to its first conviction.
import { parentPort, workerData } from 'node:worker_threads';
import { firstFailure } from '../testing/fuzz.ts';
import { nameOf } from '../testing/print/names.ts';
import { type Kind, questionOf } from './kinds.ts';

export interface Task {
  readonly kind: Kind;
  readonly seed: number;
  readonly runs: number;
}

export interface Outcome {
  /** the run that convicted, from 1; null: none did */
  readonly run: number | null;
  readonly oracle?: string;
  readonly op?: string;
  readonly what?: string;
}

async function hunt({ kind, seed, runs }: Task): Promise<Outcome> {
  const points = Array.from({ length: runs }, (_, run) => ({ seed, run }));
  const { specimenAt, oracles } = await questionOf(kind);
  let run = 0;
  try {
    const observer = { start: () => run++, verdict: () => {}, end: () => {} };
    const found = await firstFailure(specimenAt, oracles, points, observer);
    if (found === null) return { run: null };
    const { oracle, conviction } = found.failure;
    const op = conviction.at === undefined ? {} : { op: nameOf(conviction.at) };
    return { run: found.done, oracle: oracle.name, what: conviction.thrown ?? conviction.what, ...op };
  } catch (error) {
    // a program that cannot be built ends a fuzzer's run too
    return { run, oracle: 'building the program', what: error instanceof Error ? error.message : String(error) };
  }
}

// Boundary: whoever starts this thread gives it a Task.
hunt(workerData as Task).then((outcome) => parentPort!.postMessage(outcome));
