// Runs in a thread of its own, over sources with a fault in them or without: the fuzzer, to its first conviction.
import { parentPort, workerData } from 'node:worker_threads';
import { counterexample } from '../testing/failure.ts';
import { type FuzzPoint, firstFailure } from '../testing/fuzz.ts';
import type { Oracle } from '../testing/oracles/oracle.ts';
import { nameOf } from '../testing/print/names.ts';
import { shrink } from '../testing/shrink/index.ts';
import { type Kind, questionOf } from './kinds.ts';

export interface Task {
  readonly kind: Kind;
  readonly seed: number;
  readonly runs: number;
  /** every `of`th run alone, from this one on: several threads share the runs */
  readonly share?: { readonly from: number; readonly of: number };
  /** the oracles whose names hold this */
  readonly only?: string;
  /** whether what is found is shrunk and printed */
  readonly shrink?: true;
}

export interface Outcome {
  /** the run that convicted, from 1; null: none did */
  readonly run: number | null;
  readonly oracle?: string;
  readonly op?: string;
  readonly what?: string;
  /** the counterexample, as a person reads it, and the whole program */
  readonly shown?: { readonly message: string; readonly program: string };
}

/** A check that begins: one that does not end can be told from one that takes long. */
export interface Begun {
  /** from 1 */
  readonly begun: number;
  readonly oracle: string;
}

/** It was asked wrongly. */
export interface Refused {
  readonly refused: string;
}

/** What the thread says. */
export type Message = Begun | Outcome | Refused;

const say = (message: Message) => parentPort!.postMessage(message);

async function hunt({
  kind,
  seed,
  runs,
  share = { from: 0, of: 1 },
  only = '',
  ...task
}: Task): Promise<Outcome | Refused> {
  const all = Array.from({ length: runs }, (_, run) => ({ seed, run }));
  const points = all.filter(({ run }) => run % share.of === share.from);
  const { specimenAt, oracles } = await questionOf(kind);
  const asked = oracles.filter((o) => o.name.includes(only));
  if (asked.length === 0)
    return { refused: `no oracle's name holds '${only}'; there are ${oracles.map((o) => o.name).join('; ')}` };
  let run = 0;
  const told = asked.map((o): Oracle => {
    const check: Oracle['check'] = (specimen) => {
      say({ begun: run, oracle: o.name });
      return o.check(specimen);
    };
    return { ...o, check };
  });
  const start = (point: FuzzPoint) => {
    run = point.run + 1;
    say({ begun: run, oracle: 'building the program' });
  };
  try {
    const found = await firstFailure(specimenAt, told, points, { start, verdict: () => {}, end: () => {} });
    if (found === null) return { run: null };
    const { oracle, conviction } = found.failure;
    const op = conviction.at === undefined ? {} : { op: nameOf(conviction.at) };
    const outcome = { run, oracle: oracle.name, what: conviction.thrown ?? conviction.what, ...op };
    if (task.shrink === undefined) return outcome;
    const { message, program } = counterexample(await shrink(found.failure), found.point);
    return { ...outcome, shown: { message, program } };
  } catch (error) {
    // a program that cannot be built ends a fuzzer's run too
    return { run, oracle: 'building the program', what: error instanceof Error ? error.message : String(error) };
  }
}

// Boundary: whoever starts this thread gives it a Task.
hunt(workerData as Task).then(say);
