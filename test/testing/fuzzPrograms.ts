// The language itself, fuzzed: random programs over everything that it has.

import fc from 'fast-check';
import type { Capabilities } from '../../compiler/program.ts';
import { optionsOf } from '../../dsl/shape/rules/index.ts';
import { edgeAt } from './edges/index.ts';
import { type FuzzOptions, type FuzzPoint, type FuzzReport, fuzz, fuzzOptions, oraclesFor } from './fuzz.ts';
import type { Oracle } from './oracles/oracle.ts';
import { keepsMeaning } from './oracles/passes.ts';
import { dealt } from './programs/features.ts';
import { type ProgramOptions, programOptions, programs } from './programs/random.ts';
import type { Specimen } from './programs/specimen.ts';

export interface ProgramFuzzOptions extends FuzzOptions, ProgramOptions {
  /** targets that the compiler's passes are checked for, by name */
  readonly targets?: Readonly<Record<string, Capabilities>>;
  /** operations dealt to each program, all of them in turn; 4 if nothing is said */
  readonly hand?: number;
}

/** Programs that a run tries if nothing is said: so many catch every fault that test/mutants plants. */
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

/** Of so many programs, one is at an edge: a small one at values that are known to go wrong. */
const edgeEvery = 4;

/** The program of a point: of the whole language, or at an edge of it. */
export function drawnAt({ seed, run }: FuzzPoint, options?: ProgramFuzzOptions): Specimen {
  const edges = Math.floor(run / edgeEvery);
  return run % edgeEvery === edgeEvery - 1
    ? edgeAt({ seed, run: edges })
    : programAt({ seed, run: run - edges }, options);
}

/** The passes for each target, as oracles. */
export function passOracles(targets: ProgramFuzzOptions['targets'] = {}): Oracle[] {
  return Object.entries(targets).map(([name, capabilities]) => keepsMeaning(name, capabilities));
}

/** The program of a point, which contains the operations whose turn it is. */
export function programAt({ seed, run }: FuzzPoint, { hand = 4, ...options }: ProgramFuzzOptions = {}): Specimen {
  const { minChoices, maxChoices, featuring = dealt(run, hand) } = options;
  const lengths = { ...(minChoices !== undefined && { minChoices }), ...(maxChoices !== undefined && { maxChoices }) };
  const drawn = programs({ featuring, ...lengths });
  const [program] = fc.sample(drawn, { seed: (seed * 1_000_003 + run) | 0, numRuns: 1 });
  return program!;
}
