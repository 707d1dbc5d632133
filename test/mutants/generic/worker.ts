// Runs in a thread of its own, over sources with a mutant in them: the whole question, to the first conviction. What a
// mutant cannot have changed is not asked again: the language knows no compiler, and a program that is emitted to the
// last byte as it was without the mutant has the verdict that it had.
import { parentPort, workerData } from 'node:worker_threads';
import { wholeOracles } from '../../fuzz/whole.ts';
import { type FuzzPoint, firstFailure, oraclesFor } from '../../testing/fuzz.ts';
import { drawnAt } from '../../testing/fuzzPrograms.ts';
import { agrees, type Oracle, type Verdict } from '../../testing/oracles/oracle.ts';
import { nameOf } from '../../testing/print/names.ts';
import type { Specimen } from '../../testing/programs/specimen.ts';
import type { Begun, Outcome } from '../worker.ts';
import { type Digest, digestOf, type Part } from './digest.ts';

export interface Question {
  readonly seed: number;
  readonly runs: number;
  /** by run, without the mutant; 'digests': they are asked for; 'reached': the branches that instrumented sources reach are */
  readonly clean: readonly Digest[] | 'digests' | 'reached';
  /** the runs that reach the mutant, from 0; all if nothing is said */
  readonly only?: readonly number[];
  /** where the mutant is */
  readonly part: Part;
}

export interface Answer extends Outcome {
  /** runs whose programs are emitted otherwise than without the mutant */
  readonly different: number;
  /** where they were asked for */
  readonly digests?: readonly Digest[];
  /** by run, a bit for each branch, in base64 */
  readonly branches?: readonly string[];
}

const { seed, runs, clean, only, part } = workerData as Question;
const say = (message: Begun | Answer) => parentPort!.postMessage(message);
const all = Array.from({ length: runs }, (_, i) => i);
const points: readonly FuzzPoint[] = (only ?? all).map((r) => ({ seed, run: r }));
let run = 0;

function digested(specimen: Specimen, before?: Digest): Digest {
  const { known } = specimen;
  // expressions that nobody could store are not computed, and no target is asked about plain arithmetic
  return known?.kind === 'extent' || known?.kind === 'plain' ? {} : digestOf(specimen, part, before);
}

const nextTurn = () => new Promise<void>((resolve) => void setTimeout(resolve));

async function record(): Promise<Answer> {
  const digests: Digest[] = [];
  for (const point of points) {
    say({ begun: point.run + 1, oracle: 'recording' });
    digests.push(digested(drawnAt(point)));
    await nextTurn();
  }
  return { run: null, different: 0, digests };
}

/** Backends that a digest is of compile what the digest has compiled; all other oracles are asked, those of passes too. */
async function reach(): Promise<Answer> {
  // Boundary: what the instrumented sources count with (test/corpus/instrument.ts).
  const { __hits: hits } = globalThis as unknown as { readonly __hits: Uint32Array };
  const oracles = await wholeOracles();
  const branches: string[] = [];
  for (const point of points) {
    say({ begun: point.run + 1, oracle: 'recording' });
    hits.fill(0);
    const specimen = drawnAt(point);
    const known = digested(specimen);
    for (const o of oracles) if (known[o.name] === undefined) await o.check(specimen);
    const bits = new Uint8Array(hits.length / 8);
    hits.forEach((n, i) => {
      if (n > 0) bits[i >> 3]! |= 1 << (i & 7);
    });
    branches.push(Buffer.from(bits.subarray(0, bits.findLastIndex((b) => b > 0) + 1)).toString('base64'));
    await nextTurn();
  }
  return { run: null, different: 0, branches };
}

async function hunt(before: readonly Digest[]): Promise<Answer> {
  const ofLanguage = new Set(oraclesFor({}).map((o) => o.name));
  const isEmitter = part === 'wasm' || part === 'gpujs';
  const concerned = (await wholeOracles()).filter(
    ({ name }) => part === 'language' || !(ofLanguage.has(name) || (isEmitter && name.startsWith('passes for'))),
  );
  let now: Digest | null = {};
  let different = 0;
  const differs = (oracle: string): boolean => {
    const then = before[run - 1]!;
    // what is compiled for it is not known, or the mutant has it compute otherwise
    if (
      then[oracle] === undefined ||
      now === null ||
      now.reference !== (part === 'language' ? then.reference : undefined)
    )
      return true;
    // the mutant is in no part of it
    return now[oracle] !== undefined && now[oracle] !== then[oracle];
  };
  const oracles = concerned.map((o): Oracle => {
    const check = (specimen: Specimen): Verdict | Promise<Verdict> => {
      if (!differs(o.name)) return agrees();
      say({ begun: run, oracle: o.name });
      return o.check(specimen);
    };
    return { ...o, check };
  });
  const specimenAt = (point: FuzzPoint): Specimen => {
    run = point.run + 1;
    say({ begun: run, oracle: 'building the program' });
    const specimen = drawnAt(point);
    try {
      now = digested(specimen, before[point.run]);
    } catch {
      // an oracle says what is wrong
      now = null;
    }
    if (now === null || Object.entries(now).some(([name, d]) => before[point.run]![name] !== d)) different++;
    return specimen;
  };
  try {
    const found = await firstFailure(specimenAt, oracles, points);
    if (found === null) return { run: null, different };
    const { oracle, conviction } = found.failure;
    const op = conviction.at === undefined ? {} : { op: nameOf(conviction.at) };
    return { run, oracle: oracle.name, what: conviction.thrown ?? conviction.what, ...op, different };
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return { run, oracle: 'building the program', what, different };
  }
}

// Boundary: whoever starts this thread gives it a Question.
const answer = clean === 'digests' ? record() : clean === 'reached' ? reach() : hunt(clean);
answer.then(say);
