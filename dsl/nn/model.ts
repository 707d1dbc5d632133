// A model: layers, what they are fed, and a function from one to the other.
import { boundSizes, symbolsOf } from '../binding.ts';
import { makeInput } from '../build.ts';
import type { Expr, Input } from '../expr.ts';
import { declared } from '../names.ts';
import { isTensor, result } from '../ops/boundary.ts';
import { type Declaration, declarationOf } from '../ops/leaves.ts';
import { type Message, message } from '../shape/index.ts';
import type { AnyTensor } from '../tensor.ts';
import type { Mode } from './mode.ts';
import { type HasParams, hasParams, leavesOf, mapTree, type NamedParameter, namedParameters } from './tree.ts';

export interface Model<M, I, O> {
  /** shown in errors and listings */
  readonly name: string;
  readonly layers: M;
  /** what is fed: a declared input or a tree of them */
  readonly inputs: I;
  readonly forward: (layers: M, inputs: I, mode: Mode) => O;
  /** the parameters by path */
  readonly parameters: readonly NamedParameter[];
}

/** A model that gives O, whatever its layers and inputs: one of several, too. */
// biome-ignore lint/suspicious/noExplicitAny: `forward` takes layers and inputs, so no other type stands for all of them
export type ModelOf<O> = Model<any, any, O>;

/** What O is where it is no object: 'a layer'. */
type Single<O> = 0 extends 1 & O
  ? never
  : O extends AnyTensor
    ? never
    : O extends HasParams<unknown>
      ? 'a layer'
      : O extends (...args: never) => unknown
        ? 'a function'
        : O extends PromiseLike<unknown>
          ? 'a promise'
          : O extends object
            ? never
            : unknown extends O
              ? never
              : O extends number
                ? 'a number'
                : O extends string
                  ? 'a string'
                  : O extends boolean
                    ? 'a boolean'
                    : O extends null
                      ? 'null'
                      : 'undefined';
/** The same of what is in an object. (No deeper: TypeScript asks what this may be before it knows O, level by level.) */
type Inside<O> = O extends AnyTensor | ((...args: never) => unknown)
  ? never
  : O extends readonly (infer Y)[]
    ? Within<Single<Y>>
    : O extends object
      ? string extends keyof O
        ? never
        : [keyof O] extends [never]
          ? 'an object without tensors'
          : Within<{ [K in keyof O]: Single<O[K]> }[keyof O]>
      : never;
type Within<Kind> = Kind extends string ? `an object with ${Kind}` : never;
/** Nothing of `any`, which follows another error. */
type NotTensors<O> = unknown extends O
  ? never
  : Single<O> extends infer Kind
    ? [Kind] extends [never]
      ? Inside<O>
      : Kind
    : never;
/** Nothing more where O is a tensor or a tree of them; else the sentence. */
type Tensors<O> =
  NotTensors<O> extends infer Kind
    ? unknown extends Kind // what could not be computed
      ? unknown
      : [Kind] extends [never]
        ? unknown
        : Message<'returns', ['model', Kind]>
    : never;

/**
 * model({ hidden: affine(784, 128), out: affine(128, 10) }, input('batch', 784), (p, x) => pipe(x, p.hidden, relu, p.out))
 *
 * `forward` is run when the model is compiled, once for each size of the batch, with the named dimensions bound.
 */
export function model<M, I, O>(
  layers: M,
  inputs: I,
  forward: ((layers: M, inputs: I, mode: Mode) => O) & Tensors<O>,
  name = 'model',
): Model<M, I, O> {
  if (typeof forward !== 'function') {
    throw new TypeError(`model: the third argument is (layers, inputs, mode) => tensors, not ${kindOf(forward)}`);
  }
  const declared = leavesOf(inputs);
  for (const { tensor } of declared) declarationOf(tensor);
  const parameters = namedParameters(layers);
  requireDistinct(
    `model: two inputs of ${name}`,
    declared.map(({ path }) => ({ name: path })),
  );
  requireDistinct(`model: two parameters of ${name}`, parameters);
  return Object.freeze({ name, layers, inputs, forward, parameters });
}

export function requireDistinct(what: string, named: readonly { readonly name: string }[]): void {
  const names = new Set<string>();
  for (const { name } of named) {
    if (names.has(name)) throw new Error(`${what} are named '${name}': a name with a dot reads as a path; rename one`);
    names.add(name);
  }
}

/** An input of a traced model. */
export interface Port {
  readonly name: string;
  readonly leaf: Input;
}

/** Fresh inputs for a trace: the declared tree with its names bound. A single input is called `single`. */
export function bindInputs<I>(inputs: I, single: string): { readonly tree: I; readonly ports: readonly Port[] } {
  const ports: Port[] = [];
  const tree = mapTree(inputs, (tensor, path) => {
    const port = openPort(path === '' ? single : path, declarationOf(tensor));
    ports.push(port);
    return result(port.leaf);
  });
  return { tree, ports };
}

export function openPort(name: string, { shape, dtype }: Declaration): Port {
  return { name, leaf: declared(makeInput(name, boundSizes('input', shape), dtype), shape) };
}

/** The named dimensions of a tree of inputs. */
export function symbolsIn(...trees: readonly unknown[]): string[] {
  return symbolsOf(trees.flatMap((tree) => leavesOf(tree)).map(({ tensor }) => declarationOf(tensor).shape));
}

/** What a model gives for inputs: a tensor or a tree of them. */
export function predict<M, I, O>({ name, layers, forward }: Model<M, I, O>, inputs: I, mode: Mode): O {
  const value = forward(layers, inputs, mode);
  requireTree((what) => message('returns', [name, what]), value);
  return value;
}

/** A value that a model or a loss returned, as one expression. */
export function single(what: string, value: unknown): Expr {
  if (isTensor(value)) return value;
  requireTree((found) => `${what}: got ${found}`, value);
  throw new TypeError(`${message('lossTree', [what])}, { target, loss }`);
}

/** A TypeError where a function of tensors returned what no tensor can be in. */
function requireTree(said: (what: string) => string, value: unknown): void {
  if (typeof value === 'object' && value !== null && !('then' in value)) return;
  const fix =
    value === undefined
      ? 'a function with braces needs return'
      : typeof value === 'object' && value !== null
        ? 'it builds an expression, and there is nothing to wait for: leave out async'
        : typeof value === 'number'
          ? 'scalar(x) is the tensor of a number'
          : hasParams(value)
            ? 'a layer is called with what it is applied to: p.out(x)'
            : 'it returns a tensor, or an object of tensors';
  throw new TypeError(`${said(kindOf(value))}; ${fix}`);
}

function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    if (hasParams(value)) return 'a layer';
    return typeof value === 'function' ? 'a function' : String(value);
  }
  return 'then' in value ? 'a promise' : 'an object';
}
