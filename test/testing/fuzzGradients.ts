// Gradients of one's own models and functions, fuzzed.
import type { Definition } from '../../dsl/graph.ts';
import type { Model } from '../../dsl/nn/model.ts';
import type { Domain } from '../../dsl/scalar/op.ts';
import type { AnyTensor } from '../../dsl/tensor.ts';
import { type FuzzOptions, type FuzzReport, fuzz, oraclesFor } from './fuzz.ts';
import { definitionTarget, functionTarget, modelTarget, specimenOf, type Target } from './targets.ts';

/** A domain for an input, or for each input by its name. */
export type Domains<I> = I extends AnyTensor ? Domain : { readonly [K in keyof I]?: Domains<I[K]> };

export interface ModelFuzzOptions<I> extends FuzzOptions {
  /** sizes of named dimensions; the others are drawn anew in each run */
  readonly symbols?: Readonly<Record<string, number>>;
  /** where inputs are drawn: [-2, 2] for f32, 0 and 1 for i32 and bool if nothing is said */
  readonly domains?: Domains<I>;
}

export interface FunctionFuzzOptions<I extends readonly AnyTensor[]> extends ModelFuzzOptions<I> {
  /** the function's inputs as declared: [input('batch', 3), input.i32('batch')] */
  readonly inputs: I;
}

/** What the overloads have in common. */
interface AnyOptions extends FuzzOptions {
  readonly symbols?: Readonly<Record<string, number>>;
  readonly domains?: unknown;
  readonly inputs?: readonly AnyTensor[];
}

/**
 * Checks the gradients of a model, a definition or a function at random points, by every oracle: each operation alone
 * and the whole against differences in float64 (Ridders 1982), the order of the Taylor remainder, <J t, c> = <t, J^T c>,
 * second derivatives and their symmetry, and each of `backends` against the float64 reference.
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
export function fuzzGradients(subject: unknown, options: AnyOptions = {}): Promise<FuzzReport> {
  const target = targetOf(subject, options.inputs);
  const domains = flattened(options.domains);
  const { symbols = {} } = options;
  return fuzz(
    target.name,
    ({ seed, run }) => specimenOf(target, run, { seed, symbols, domains }),
    oraclesFor(options),
    options,
  );
}

/** What can be fuzzed, told apart by what it has. */
export function targetOf(subject: unknown, inputs?: readonly AnyTensor[]): Target {
  if (typeof subject === 'function') {
    if (inputs === undefined)
      throw new TypeError(
        `fuzzGradients: say what the function is fed: fuzzGradients(f, { inputs: [input('batch', 3)] })`,
      );
    // Boundary: the overloads check that the function takes these inputs.
    return functionTarget(subject as (...inputs: never[]) => unknown, inputs);
  }
  if (typeof subject === 'object' && subject !== null) {
    if ('forward' in subject) return modelTarget(subject as Model<unknown, unknown, unknown>);
    if ('trace' in subject) return definitionTarget(subject as Definition);
  }
  throw new TypeError(`fuzzGradients: expected a model, a definition or a function, got ${typeof subject}`);
}

/** By path: { tokens: { low, high } } and deeper; a single domain is that of 'input'. */
function flattened(domains: unknown, path = ''): Record<string, Domain> {
  if (typeof domains !== 'object' || domains === null) return {};
  if ('low' in domains) return { [path === '' ? 'input' : path]: domains as Domain };
  return Object.fromEntries(
    Object.entries(domains).flatMap(([name, d]) =>
      Object.entries(flattened(d, path === '' ? name : `${path}.${name}`)),
    ),
  );
}
