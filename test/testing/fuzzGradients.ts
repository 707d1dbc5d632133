// Gradients of one's own models and functions, fuzzed.

import type { Definition } from '../../dsl/graph.ts';
import type { Model } from '../../dsl/nn/model.ts';
import { optionsOf } from '../../dsl/shape/rules/index.ts';
import type { AnyTensor } from '../../dsl/tensor.ts';
import {
  FuzzOptionError,
  type FuzzOptions,
  type FuzzPoint,
  type FuzzReport,
  fuzz,
  fuzzOptions,
  oraclesFor,
  type Simplify,
} from './fuzz.ts';
import {
  type DrawnFunctionOptions,
  type FunctionOptions,
  type Fuzzable,
  flattened,
  type GivenInputs,
  isFuzzable,
  type ModelOptions,
  type StrengthOptions,
  type SubjectOptions,
  strengthOptions,
  subjectOptions,
  targetOf,
} from './fuzzable.ts';
import { arbitrariesOf, type DrawnValues, drawnBy, shrunkBy } from './inputs/arbitrary.ts';
import { strengthOf } from './strength/index.ts';
import { specimenOf } from './targets.ts';

export interface ModelFuzzOptions<I> extends FuzzOptions, StrengthOptions, ModelOptions<I>, GivenInputs {}

export interface FunctionFuzzOptions<I extends readonly AnyTensor[]>
  extends FuzzOptions,
    StrengthOptions,
    FunctionOptions<I> {}

/**
 * Checks the gradients of a model, a definition or a function at random points, by every oracle: each operation alone
 * and the whole against differences in float64 (Ridders 1982), the order of the Taylor remainder, <J t, c> = <t, J^T c>,
 * second derivatives and their symmetry, laws (views are linear, convolutions move with their signal, a batch of n rows is
 * n batches of one), and each of `backends` against the float64 reference.
 *
 * Throws FuzzError with a small program that fails for the same reason, the operation, and the two numbers.
 */
export function fuzzGradients<M, I, O>(model: Model<M, I, O>, options?: ModelFuzzOptions<I>): Promise<FuzzReport>;
export function fuzzGradients(
  definition: Definition,
  options?: ModelFuzzOptions<Readonly<Record<string, AnyTensor>>>,
): Promise<FuzzReport>;
export function fuzzGradients<const I extends readonly AnyTensor[]>(
  f: (...inputs: I) => unknown,
  options: FunctionFuzzOptions<I>,
): Promise<FuzzReport>;
export function fuzzGradients<I extends readonly AnyTensor[]>(
  f: (...inputs: I) => unknown,
  options: FuzzOptions & StrengthOptions & DrawnFunctionOptions<I>,
): Promise<FuzzReport>;
export function fuzzGradients(fuzzable: Fuzzable, options?: FuzzOptions & StrengthOptions): Promise<FuzzReport>;
export function fuzzGradients(
  subject: unknown,
  options: FuzzOptions & StrengthOptions & SubjectOptions = {},
): Promise<FuzzReport> {
  return fuzzSubject(subject, options);
}

/** The same for what is only known at run time. */
export async function fuzzSubject(
  subject: unknown,
  options: FuzzOptions & StrengthOptions & SubjectOptions,
): Promise<FuzzReport> {
  optionsOf<FuzzOptions & StrengthOptions & SubjectOptions>('fuzzGradients', options, {
    ...fuzzOptions,
    ...subjectOptions,
    ...strengthOptions,
  });
  if (isFuzzable(subject)) {
    const symbols = { ...subject.options.symbols, ...options.symbols };
    return fuzzSubject(subject.subject, { ...subject.options, ...options, symbols });
  }
  const target = targetOf(subject, options.inputs);
  const domains = flattened(options.domains);
  const { symbols = {} } = options;
  requireSymbols(options.name ?? target.name, target.symbols, symbols);
  const { strength = 0 } = options;
  if (!Number.isInteger(strength) || strength < 0)
    throw new FuzzOptionError(`fuzz: strength is ${strength}, expected a number of faults to plant`);
  const given = arbitrariesOf(options.inputs);
  const specimenWith = ({ seed, run }: FuzzPoint, values: DrawnValues | undefined) =>
    specimenOf(target, run, {
      ...{ seed, symbols, domains, mixed: options.batch === 'mixed' },
      ...(values === undefined ? {} : { values }),
    });
  const specimenAt = (point: FuzzPoint) => specimenWith(point, given === null ? undefined : drawnBy(given, point));
  const simplify: Simplify = async (failure, point) =>
    given === null ? failure : shrunkBy(given, failure, point, (values) => specimenWith(point, values));
  const report = await fuzz(options.name ?? target.name, specimenAt, oraclesFor(options), options, simplify);
  if (strength === 0) return report;
  const { seed = 1, signal } = options;
  const runs = Math.min(report.runs - report.replayed, mostRuns);
  const specimens = Array.from({ length: runs }, (_, run) => specimenAt({ seed, run }));
  // backends are given the same derivatives, and agree with them
  const oracles = oraclesFor({ ...options, backends: [] });
  return { ...report, strength: await strengthOf(specimens, oracles, strength, seed, signal) };
}

/** Points at which planted faults are looked for. */
const mostRuns = 20;

function requireSymbols(name: string, known: readonly string[], given: Readonly<Record<string, number>>): void {
  for (const [symbol, size] of Object.entries(given)) {
    if (!Number.isSafeInteger(size) || size < 1)
      throw new FuzzOptionError(`fuzz: '${symbol}' is ${size}; a dimension must be a whole number, 1 or more`);
    if (known.includes(symbol)) continue;
    const has = known.length > 0 ? `it has ${known.join(', ')}` : 'it has none';
    throw new FuzzOptionError(`fuzz: ${name} has no dimension named '${symbol}'; ${has}`);
  }
}
