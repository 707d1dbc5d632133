// What can be fuzzed, with all that has to be known of it: to be exported for `quern fuzz`, or handed to fuzzGradients.

import type fc from 'fast-check';
import type { Definition } from '../../dsl/graph.ts';
import type { Model } from '../../dsl/nn/model.ts';
import type { Domain } from '../../dsl/scalar/op.ts';
import { optionsOf } from '../../dsl/shape/rules/index.ts';
import type { AnyTensor } from '../../dsl/tensor.ts';
import { arbitrariesOf, isArbitrary } from './inputs/arbitrary.ts';
import type { Given } from './inputs/given.ts';
import { definitionTarget, drawnTarget, functionTarget, modelTarget, type Target } from './targets.ts';

/** A domain for an input, or for each input by its name. */
export type Domains<I> = I extends AnyTensor ? Domain : { readonly [K in keyof I]?: Domains<I[K]> };

export interface ModelOptions<I> {
  /** sizes of named dimensions; the others are drawn anew in each run */
  readonly symbols?: Readonly<Record<string, number>>;
  /**
   * where inputs are drawn; if nothing is said [-2, 2] for f32, 0 and 1 for bool, and for i32 the rows or classes that they are
   * read as: 0 and 1 where there are none
   */
  readonly domains?: Domains<I>;
  /**
   * what rows of 'batch' are to each other when a model is evaluated: 'independent' (the default) is a law that is
   * checked, 'mixed' says that they may see each other, as in a loss that compares them
   */
  readonly batch?: 'independent' | 'mixed';
}

/** Values of inputs from arbitraries of fast-check: of the only input, or by name or position. All others are drawn. */
export interface GivenInputs {
  /**
   * { tokens: fc.array(fc.nat(6), { minLength: 1 }) }: numbers, flat or nested arrays, typed arrays, or what `tensors` gives.
   * Named dimensions are what the values have. A failure is shrunk as fast-check shrinks, and then as programs are.
   */
  readonly inputs?: fc.Arbitrary<Given> | readonly fc.Arbitrary<Given>[] | ArbitraryTree;
}

export interface ArbitraryTree {
  readonly [name: string]: fc.Arbitrary<Given> | ArbitraryTree;
}

/** A function whose inputs come from arbitraries, one for each: they say shapes and element types too. */
export interface DrawnFunctionOptions<I extends readonly AnyTensor[]> {
  readonly inputs: { readonly [K in keyof I]: fc.Arbitrary<Given> };
}

/** What fuzzGradients alone is told. */
export interface StrengthOptions {
  /**
   * so many faults are planted in the rules of the program's customGradients and in the derivatives of its lifted functions,
   * one at a time (a cotangent scaled, left out or exchanged, another operation or constant, a condition the other way), and
   * the report says how many the checks caught; none if nothing is said
   */
  readonly strength?: number;
}

export interface FunctionOptions<I extends readonly AnyTensor[]> extends ModelOptions<I> {
  /** the function's inputs as declared: [input('batch', 3), input.i32('batch')] */
  readonly inputs: I;
}

/** What the subject of every kind may be given. */
export interface SubjectOptions {
  readonly symbols?: Readonly<Record<string, number>>;
  readonly domains?: unknown;
  readonly batch?: 'independent' | 'mixed';
  readonly inputs?: unknown;
}

export const subjectOptions = { symbols: 1, domains: 1, batch: 1, inputs: 1 };
export const strengthOptions = { strength: 1 };

export interface Fuzzable {
  readonly kind: 'fuzzable';
  readonly subject: unknown;
  readonly options: SubjectOptions;
}

/**
 * A model, a definition or a function with its inputs, sizes and domains, as one value:
 *
 *   export const gate = fuzzable((x: Tensor<['batch', 3]>) => mul(x, sigmoid(x)), { inputs: [input('batch', 3)] });
 */
export function fuzzable<M, I, O>(model: Model<M, I, O>, options: ModelOptions<I> & GivenInputs): Fuzzable;
export function fuzzable(
  definition: Definition,
  options: ModelOptions<Readonly<Record<string, AnyTensor>>> & GivenInputs,
): Fuzzable;
export function fuzzable<const I extends readonly AnyTensor[]>(
  f: (...inputs: I) => unknown,
  options: FunctionOptions<I>,
): Fuzzable;
export function fuzzable<I extends readonly AnyTensor[]>(
  f: (...inputs: I) => unknown,
  options: DrawnFunctionOptions<I>,
): Fuzzable;
export function fuzzable(subject: unknown, options: SubjectOptions): Fuzzable {
  optionsOf<SubjectOptions>('fuzzable', options, subjectOptions);
  return Object.freeze({ kind: 'fuzzable', subject, options });
}

export function isFuzzable(x: unknown): x is Fuzzable {
  return typeof x === 'object' && x !== null && 'kind' in x && x.kind === 'fuzzable';
}

/** What can be fuzzed, told apart by what it has. */
export function targetOf(subject: unknown, inputs?: unknown): Target {
  if (typeof subject === 'function') {
    if (inputs === undefined)
      throw new TypeError(
        `fuzzGradients: say what the function is fed: fuzzGradients(f, { inputs: [input('batch', 3)] })`,
      );
    // Boundary: the overloads check that the function takes these inputs.
    const f = subject as (...inputs: never[]) => unknown;
    const given = arbitrariesOf(inputs);
    if (given === null) return functionTarget(f, inputs as readonly AnyTensor[]);
    if (Array.isArray(inputs) && inputs.every(isArbitrary)) return drawnTarget(f);
    throw new TypeError(
      'fuzzGradients: the inputs of a function are all tensors, or an array of arbitraries, one for each',
    );
  }
  if (isModel(subject)) return modelTarget(subject);
  if (typeof subject === 'object' && subject !== null && 'trace' in subject) {
    return definitionTarget(subject as Definition);
  }
  throw new TypeError(`fuzzGradients: expected a model, a definition or a function, got ${typeof subject}`);
}

export function isModel(x: unknown): x is Model<unknown, unknown, unknown> {
  return typeof x === 'object' && x !== null && 'forward' in x && 'parameters' in x;
}

/** By path: { tokens: { low, high } } and deeper; a single domain is that of 'input'. */
export function flattened(domains: unknown, path = ''): Record<string, Domain> {
  if (typeof domains !== 'object' || domains === null) return {};
  if ('low' in domains) return { [path === '' ? 'input' : path]: domains as Domain };
  return Object.fromEntries(
    Object.entries(domains).flatMap(([name, d]) =>
      Object.entries(flattened(d, path === '' ? name : `${path}.${name}`)),
    ),
  );
}
