// Gradients of one's own models and functions, fuzzed.

import type { Definition } from '../../dsl/graph.ts';
import type { Model } from '../../dsl/nn/model.ts';
import { optionsOf } from '../../dsl/shape/rules/index.ts';
import type { AnyTensor } from '../../dsl/tensor.ts';
import { FuzzOptionError, type FuzzOptions, type FuzzReport, fuzz, fuzzOptions, oraclesFor } from './fuzz.ts';
import {
  type FunctionOptions,
  type Fuzzable,
  flattened,
  isFuzzable,
  type ModelOptions,
  type SubjectOptions,
  subjectOptions,
  targetOf,
} from './fuzzable.ts';
import { specimenOf } from './targets.ts';

export interface ModelFuzzOptions<I> extends FuzzOptions, ModelOptions<I> {}

export interface FunctionFuzzOptions<I extends readonly AnyTensor[]> extends FuzzOptions, FunctionOptions<I> {}

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
export function fuzzGradients(fuzzable: Fuzzable, options?: FuzzOptions): Promise<FuzzReport>;
export function fuzzGradients(subject: unknown, options: FuzzOptions & SubjectOptions = {}): Promise<FuzzReport> {
  return fuzzSubject(subject, options);
}

/** The same for what is only known at run time. */
export async function fuzzSubject(subject: unknown, options: FuzzOptions & SubjectOptions): Promise<FuzzReport> {
  optionsOf<FuzzOptions & SubjectOptions>('fuzzGradients', options, { ...fuzzOptions, ...subjectOptions });
  if (isFuzzable(subject)) {
    const symbols = { ...subject.options.symbols, ...options.symbols };
    return fuzzSubject(subject.subject, { ...subject.options, ...options, symbols });
  }
  const target = targetOf(subject, options.inputs);
  const domains = flattened(options.domains);
  const { symbols = {} } = options;
  requireSymbols(options.name ?? target.name, target.symbols, symbols);
  return fuzz(
    options.name ?? target.name,
    ({ seed, run }) => specimenOf(target, run, { seed, symbols, domains, mixed: options.batch === 'mixed' }),
    oraclesFor(options),
    options,
  );
}

function requireSymbols(name: string, known: readonly string[], given: Readonly<Record<string, number>>): void {
  for (const [symbol, size] of Object.entries(given)) {
    if (!Number.isSafeInteger(size) || size < 1)
      throw new FuzzOptionError(`fuzz: '${symbol}' is ${size}; a dimension must be a whole number, 1 or more`);
    if (known.includes(symbol)) continue;
    const has = known.length > 0 ? `it has ${known.join(', ')}` : 'it has none';
    throw new FuzzOptionError(`fuzz: ${name} has no dimension named '${symbol}'; ${has}`);
  }
}
