// Fuzzing: programs with values, each put before every oracle; the first fault is shrunk and shown.
import type { Backend } from '../../runtime/backends/backend.ts';
import { families } from '../../runtime/backends/registry.ts';
import { turn } from '../../runtime/eventLoop.ts';
import { Coverage, type OpCoverage } from './coverage.ts';
import { type Covered, Covering } from './covered/index.ts';
import { type Untested, untestedOf } from './covered/untested.ts';
import { type Counterexample, counterexample, FuzzError } from './failure.ts';
import { agreesWith } from './oracles/backend.ts';
import { constants } from './oracles/constants.ts';
import { duality } from './oracles/duality.ts';
import { refusesOrKnows } from './oracles/extents.ts';
import { differences, forwardDifferences, secondDifferences, symmetry, taylor } from './oracles/gradient.ts';
import { kinks } from './oracles/kinks.ts';
import { independentRows } from './oracles/laws/batch.ts';
import { identities } from './oracles/laws/identities.ts';
import { linearity } from './oracles/laws/linearity.ts';
import { namesAndOrder } from './oracles/laws/names.ts';
import { permutation } from './oracles/laws/permutation.ts';
import { shift } from './oracles/laws/shift.ts';
import { scansUnroll } from './oracles/laws/unrolled.ts';
import { local } from './oracles/local.ts';
import { compare, inapplicable, type Oracle, type Verdict } from './oracles/oracle.ts';
import { parts } from './oracles/parts.ts';
import { plainly } from './oracles/plain.ts';
import { slopes } from './oracles/stated.ts';
import { trainsOn } from './oracles/training.ts';
import type { Specimen } from './programs/specimen.ts';
import type { RegressionStore } from './regressions.ts';
import { type Failure, shrink } from './shrink/index.ts';
import type { Strength } from './strength/index.ts';

export interface FuzzOptions {
  /** what is fuzzed, in messages and among regressions; the model's, definition's or function's own if nothing is said */
  readonly name?: string;
  /** programs, or points of a model; 100 if nothing is said, and with `seconds` no limit */
  readonly runs?: number;
  /** a time budget: no program begins after it, but points that failed before and one more are always tried */
  readonly seconds?: number;
  /** the same seed gives the same programs; 1 if nothing is said */
  readonly seed?: number;
  /** compared with the float64 reference, values and gradients; none if nothing is said */
  readonly backends?: readonly Backend[];
  /** 2: second derivatives too (the default); 1: first derivatives only */
  readonly order?: 1 | 2;
  /** how many times its estimated error a comparison may be off; 1 if nothing is said */
  readonly tolerance?: number;
  /** the share of checks that may stay undecided is 2%: beyond it, 'throw' (the default) or 'ignore' */
  readonly onInconclusive?: 'throw' | 'ignore';
  /** points that are tried first */
  readonly replay?: readonly FuzzPoint[];
  /** where counterexamples are kept: those of this name are tried first, and a new one is added */
  readonly regressions?: RegressionStore;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** The names of the options. */
export const fuzzOptions = {
  name: 1,
  runs: 1,
  seconds: 1,
  seed: 1,
  backends: 1,
  order: 1,
  tolerance: 1,
  onInconclusive: 1,
  replay: 1,
  regressions: 1,
  onProgress: 1,
  signal: 1,
};

/** An option that cannot be. */
export class FuzzOptionError extends RangeError {
  override readonly name = 'FuzzOptionError';
}

/** Where a program or a model's values are drawn from. */
export interface FuzzPoint {
  readonly seed: number;
  readonly run: number;
}

export interface Progress {
  readonly run: number;
  /** how many there will be at most; Infinity where `seconds` alone says when to end */
  readonly runs: number;
  readonly checks: number;
  readonly inconclusive: number;
}

export interface FuzzReport {
  readonly name: string;
  readonly seed: number;
  readonly runs: number;
  /** how many of the runs were points that had failed before */
  readonly replayed: number;
  /** verdicts asked for: runs times oracles */
  readonly checks: number;
  /** the share of them that could not be decided */
  readonly inconclusive: number;
  readonly ops: Readonly<Record<string, OpCoverage>>;
  /** by oracle: the largest error, as a share of what was allowed */
  readonly worst: Readonly<Record<string, number>>;
  /** branches, kinks and stated derivatives of the user's code, orders, backends, values and sizes */
  readonly covered: Covered;
  /** what was not tested, the most telling first */
  readonly untested: readonly Untested[];
  /** of those who asked: how many planted faults were caught */
  readonly strength?: Strength;
  readonly counterexample?: Counterexample;
}

/** Share of undecided checks that is an error by itself. */
const undecided = 0.02;

/** Backends that are asked whether the order of declarations matters: one of each emitter. */
const ordered = new Set<string>(families.flatMap(({ tested }) => tested.node.slice(0, 1)));

/** The oracles that options ask for, and more. */
export function oraclesFor(
  { order = 2, backends = [], tolerance = 1 }: FuzzOptions,
  more: readonly Oracle[] = [],
): Oracle[] {
  const laws = [plainly, identities, scansUnroll, linearity, permutation, shift, independentRows];
  const gradients = [
    local,
    differences,
    taylor,
    forwardDifferences,
    duality,
    parts,
    constants,
    kinks,
    slopes,
    secondDifferences,
    symmetry,
  ];
  const all = [
    ...gradients,
    ...laws,
    ...more,
    ...backends.map(agreesWith),
    ...backends.map(refusesOrKnows),
    ...backends.map(trainsOn),
    ...backends.filter(({ name }) => ordered.has(name)).map(namesAndOrder),
  ];
  return all.filter((o) => o.order <= order).map((o) => guarded(o, tolerance));
}

/** A first step towards a small program, by who knows how its values were drawn. */
export type Simplify = (failure: Failure, point: FuzzPoint) => Promise<Failure>;

/** Puts the specimen of each run before the oracles. Throws FuzzError at the first fault, with the report so far. */
export async function fuzz(
  name: string,
  specimenAt: (point: FuzzPoint) => Specimen,
  oracles: readonly Oracle[],
  options: FuzzOptions,
  simplify: Simplify = (failure) => Promise.resolve(failure),
): Promise<FuzzReport> {
  const { seconds = Infinity, seed = 1, tolerance = 1, onInconclusive = 'throw', replay = [], regressions } = options;
  const { runs = seconds === Infinity ? 100 : Infinity } = options;
  if (!(runs >= 1) || (runs !== Infinity && !Number.isInteger(runs)))
    throw new FuzzOptionError(`fuzz: runs is ${runs}, expected 1 or more`);
  if (!(seconds > 0)) throw new FuzzOptionError(`fuzz: seconds is ${seconds}, expected more than 0`);
  if (!(tolerance > 0)) throw new FuzzOptionError(`fuzz: tolerance is ${tolerance}, expected more than 0`);
  const coverage = new Coverage();
  const orders = options.order === 1 ? ([1] as const) : ([1, 2] as const);
  const covering = new Covering(
    orders,
    (options.backends ?? []).map((b) => b.name),
  );
  const kept = ((await regressions?.load()) ?? []).filter((r) => r.subject === name);
  const again = distinct([...kept, ...replay]);
  const most = again.length + runs;
  let done = 0;
  const report = (): FuzzReport => {
    const [ops, covered] = [coverage.ops(), covering.covered()];
    const untested = untestedOf(covered, ops);
    return { ...counts(), ops, worst: coverage.worst, covered, untested };
  };
  const counts = () => ({
    name,
    seed,
    runs: done,
    replayed: Math.min(done, again.length),
    checks: coverage.checks,
    inconclusive: coverage.share,
  });
  const found = await firstFailure(specimenAt, oracles, pointsOf(again, { runs, seconds, seed }), {
    start: () => {
      options.signal?.throwIfAborted();
      done++;
    },
    drawn: (specimen) => covering.start(specimen),
    verdict: (specimen, oracle, verdict) => {
      coverage.add(specimen, oracle, verdict);
      covering.verdict(oracle, verdict);
    },
    end: (run) =>
      options.onProgress?.({ run, runs: most, checks: coverage.checks, inconclusive: coverage.inconclusive }),
  });
  if (found !== null)
    throw await failed(report(), await simplify(found.failure, found.point), found.point, regressions);
  const final = report();
  if (onInconclusive === 'throw' && final.inconclusive > undecided && coverage.inconclusive > 1)
    throw new FuzzError(
      final,
      `${(100 * final.inconclusive).toFixed(1)}% of ${final.checks} checks could not be decided`,
    );
  return final;
}

/** Those to be tried again, then new ones until there are enough or the time is over. */
function* pointsOf(
  again: readonly FuzzPoint[],
  { runs, seconds, seed }: { readonly runs: number; readonly seconds: number; readonly seed: number },
): Generator<FuzzPoint> {
  const end = performance.now() + 1000 * seconds;
  yield* again;
  for (let run = 0; run < runs && (run === 0 || performance.now() < end); run++) yield { seed, run };
}

/** Is told of all that a search for a fault does. */
export interface Observer {
  readonly start: (point: FuzzPoint) => void;
  readonly drawn?: (specimen: Specimen) => void;
  readonly verdict: (specimen: Specimen, oracle: Oracle, verdict: Verdict) => void;
  readonly end: (runs: number) => void;
}

declare global {
  /** set: told of every search, beside the observer of each (test/fuzz/setup.ts counts what the tests cover) */
  var quernFuzzed: Observer | undefined;
}

/** The first program that an oracle convicts, as it was drawn, and how many were tried; null if there is none. */
export async function firstFailure(
  specimenAt: (point: FuzzPoint) => Specimen,
  oracles: readonly Oracle[],
  points: Iterable<FuzzPoint>,
  observer?: Observer,
): Promise<{ readonly failure: Failure; readonly point: FuzzPoint; readonly done: number } | null> {
  let done = 0;
  const told = [observer, globalThis.quernFuzzed].filter((o) => o !== undefined);
  for (const point of points) {
    done++;
    for (const o of told) o.start(point);
    const specimen = specimenAt(point);
    for (const o of told) o.drawn?.(specimen);
    for (const oracle of oracles) {
      const verdict = await oracle.check(specimen);
      for (const o of told) o.verdict(specimen, oracle, verdict);
      if (verdict.outcome === 'disagrees') return { failure: { specimen, oracle, conviction: verdict }, point, done };
    }
    for (const o of told) o.end(done);
    // expressions are held weakly, and an engine lets go of them only between turns of its event loop
    await turn();
  }
  return null;
}

/** Several oracles may have convicted one point. */
function distinct(points: readonly FuzzPoint[]): FuzzPoint[] {
  return [...new Map(points.map(({ seed, run }) => [`${seed} ${run}`, { seed, run }])).values()];
}

async function failed(
  report: FuzzReport,
  failure: Failure,
  point: FuzzPoint,
  regressions: RegressionStore | undefined,
): Promise<FuzzError> {
  const shown = counterexample(await shrink(failure), point);
  const { oracle, op, program, seed, run } = shown;
  await regressions?.save({ subject: report.name, seed, run, oracle, op, program });
  return new FuzzError({ ...report, counterexample: shown }, shown.message);
}

/** What an oracle throws is a fault too: programs are built to be computable. */
export function guarded(oracle: Oracle, tolerance = 1): Oracle {
  const check = async (specimen: Specimen): Promise<Verdict> => {
    const { known } = specimen;
    if (known !== undefined && !oracle.knows?.includes(known.kind))
      return inapplicable(`${oracle.name} is not about ${known.kind}`);
    try {
      const verdict = await oracle.check(specimen);
      if (verdict.outcome !== 'disagrees') return verdict;
      const { what, expected, actual } = verdict;
      const allowed = tolerance * verdict.allowed;
      // what has no other value may have no other sign of zero either
      const again = allowed > 0 ? compare(what, expected, actual, allowed) : verdict;
      return again.outcome === 'agrees' ? again : { ...verdict, allowed };
    } catch (error) {
      const thrown = error instanceof Error ? error.message : String(error);
      return { outcome: 'disagrees', what: thrown, thrown, expected: 0, actual: Number.NaN, allowed: 0 };
    }
  };
  return { ...oracle, check };
}
