// The language itself, fuzzed: random programs over everything that it has.

import fc from 'fast-check';
import type { Capabilities } from '../../compiler/program/types.ts';
import { optionsOf } from '../../dsl/shape/rules/index.ts';
import { keptAt } from './corpus/index.ts';
import { edgeAt } from './edges/index.ts';
import { type FuzzOptions, type FuzzPoint, type FuzzReport, fuzz, fuzzOptions, oraclesFor } from './fuzz.ts';
import { formulas } from './oracles/formulas.ts';
import type { Oracle } from './oracles/oracle.ts';
import { keepsMeaning } from './oracles/passes.ts';
import { dealt } from './programs/features.ts';
import { type ProgramOptions, programOptions, programs } from './programs/random.ts';
import type { Specimen } from './programs/specimen.ts';
import { rewritten } from './rewriting/index.ts';

export interface ProgramFuzzOptions extends FuzzOptions, ProgramOptions {
  /** targets that the compiler's passes are checked for, by name */
  readonly targets?: Readonly<Record<string, Capabilities>>;
  /** operations dealt to each program, all of them in turn; 4 if nothing is said */
  readonly hand?: number;
}

/** Programs that a run tries if nothing is said; faults that test/mutants plants are to be caught within as many. */
export const defaultRuns = 400;

/** Every oracle on random programs. Throws FuzzError at the first fault. */
export function fuzzPrograms(options: ProgramFuzzOptions = {}): Promise<FuzzReport> {
  const known = { ...fuzzOptions, ...programOptions, targets: 1, hand: 1 };
  optionsOf<ProgramFuzzOptions>('fuzzPrograms', options, known);
  const oracles = oraclesFor(options, passOracles(options.targets));
  const name = options.name ?? 'random programs';
  return fuzz(
    name,
    (point) => drawnAt(point, options),
    oracles,
    options.seconds === undefined ? { runs: defaultRuns, ...options } : options,
  );
}

/** What the runs draw, over and over: edges most often, which are small and find most. */
const schedule = [
  ...['program', 'edge', 'kept', 'edge', 'rewritten', 'edge', 'program', 'edge', 'kept', 'edge'],
  ...['program', 'edge', 'rewritten', 'edge', 'program', 'edge', 'kept', 'rewritten', 'program', 'edge'],
] as const;

/** What is written in another way is a program of the whole language too. */
const drawnAs = (kind: string): string => (kind === 'rewritten' ? 'program' : kind);

/** Runs before this one that drew the same. */
function turnOf(run: number): number {
  const [laps, at] = [Math.floor(run / schedule.length), run % schedule.length];
  const before = (list: readonly string[]) => list.filter((kind) => drawnAs(kind) === drawnAs(schedule[at]!)).length;
  return laps * before(schedule) + before(schedule.slice(0, at));
}

/**
 * The program of a point: of the whole language, as it was drawn or written in another way (rewriting/); at an edge of it
 * (edges/); or one that reaches what few others reach (corpus/).
 */
export function drawnAt({ seed, run }: FuzzPoint, options?: ProgramFuzzOptions): Specimen {
  const point = { seed, run: turnOf(run) };
  switch (schedule[run % schedule.length]!) {
    case 'edge':
      return edgeAt(point);
    case 'kept':
      return keptAt(point) ?? programAt(point, options);
    case 'rewritten':
      return rewritten(programAt(point, options), point);
    case 'program':
      return programAt(point, options);
  }
}

/** What is asked of the compiler itself: the passes for each target, and what it writes as formulas. */
export function passOracles(targets: ProgramFuzzOptions['targets'] = {}): Oracle[] {
  return [...Object.entries(targets).map(([name, capabilities]) => keepsMeaning(name, capabilities)), formulas];
}

/** The program of a point, which contains the operations whose turn it is. */
export function programAt({ seed, run }: FuzzPoint, { hand = 4, ...options }: ProgramFuzzOptions = {}): Specimen {
  const { minChoices, maxChoices, featuring = dealt(run, hand) } = options;
  const lengths = { ...(minChoices !== undefined && { minChoices }), ...(maxChoices !== undefined && { maxChoices }) };
  const drawn = programs({ featuring, ...lengths });
  const [program] = fc.sample(drawn, { seed: (seed * 1_000_003 + run) | 0, numRuns: 1 });
  return program!;
}
