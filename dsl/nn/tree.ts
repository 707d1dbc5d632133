// Trees of parameters: a layer's parameters are a record of tensors; a model's layers are records, tuples and arrays of
// layers. The type of the tree of parameters follows from the type of the layers.
import type { Expr, Parameter } from '../expr.ts';
import { isTensor, result } from '../ops/boundary.ts';
import { type AnyTensor, asTensor, toExpr } from '../tensor.ts';

export type Tree = AnyTensor | readonly Tree[] | { readonly [name: string]: Tree };

/** A layer is a function that owns its parameters. */
export interface HasParams<P> {
  readonly params: P;
}

/** A function of any kind: layers and stages. */
// biome-ignore lint/suspicious/noExplicitAny: parameters are contravariant, so no narrower type stands for every function
type AnyFunction = (...a: any) => unknown;

/** The parameter tree of a layer, or of a tuple, array or record of layers; stages without parameters give {}. */
export type Params<M> =
  M extends HasParams<infer P>
    ? P
    : M extends AnyTensor
      ? M
      : M extends AnyFunction
        ? Record<never, never>
        : M extends readonly unknown[]
          ? { [I in keyof M]: Params<M[I]> }
          : M extends object
            ? { [K in keyof M]: Params<M[K]> }
            : never;

/** The parameters of a layer or of a tree of layers. */
export function paramsOf<M>(layers: M): Params<M> {
  // the value below is built as Params<M> is defined; the type level says which it is
  return paramsOfValue(layers) as Params<M>;
}

function paramsOfValue(layers: unknown): unknown {
  if (isTensor(layers)) return layers;
  if (hasParams(layers)) return layers.params;
  if (typeof layers === 'function') return {};
  if (Array.isArray(layers)) return layers.map(paramsOfValue);
  if (typeof layers === 'object' && layers !== null) {
    return Object.fromEntries(Object.entries(layers).map(([name, value]) => [name, paramsOfValue(value)]));
  }
  throw new TypeError(`paramsOf: expected layers, got ${layers === null ? 'null' : typeof layers}`);
}

export function hasParams(x: unknown): x is HasParams<unknown> {
  return (typeof x === 'function' || (typeof x === 'object' && x !== null)) && 'params' in x;
}

/** A function of tensors, or of a mode, as a layer that owns the parameters of the layers it is made of. */
export function layerOf<M, F extends AnyFunction>(layers: M, apply: F): F & HasParams<Params<M>> {
  return Object.assign(apply, { params: paramsOf(layers) });
}

/** A leaf of a tree and where it stands: 'hidden.w', 'blocks.0.b'. */
export interface Leaf {
  readonly path: string;
  readonly tensor: AnyTensor;
}

/** The tensors of a tree, each with its path, in order of the tree. */
export function leavesOf(tree: unknown, path = ''): Leaf[] {
  if (isTensor(tree)) return [{ path, tensor: asTensor(tree) }];
  if (typeof tree !== 'object' || tree === null)
    throw new TypeError(`a tree holds tensors; found ${typeof tree} at '${path}'`);
  return Object.entries(tree).flatMap(([name, value]) => leavesOf(value, path === '' ? name : `${path}.${name}`));
}

/** The same tree with each tensor replaced. */
export function mapTree<T>(tree: T, f: (tensor: AnyTensor, path: string) => AnyTensor, path = ''): T {
  // the shape of the tree is kept; that f keeps the types of the leaves is the caller's promise
  return mapValue(tree, f, path) as T;
}

function mapValue(tree: unknown, f: (tensor: AnyTensor, path: string) => AnyTensor, path: string): unknown {
  if (isTensor(tree)) return f(asTensor(tree), path);
  const below = (name: string) => (path === '' ? name : `${path}.${name}`);
  if (Array.isArray(tree)) return tree.map((t, i) => mapValue(t, f, below(`${i}`)));
  if (typeof tree !== 'object' || tree === null)
    throw new TypeError(`a tree holds tensors; found ${typeof tree} at '${path}'`);
  return Object.fromEntries(Object.entries(tree).map(([name, t]) => [name, mapValue(t, f, below(name))]));
}

/** The tensors of a tree as expressions, in order of the tree. */
export const expressionsOf = (tree: unknown): Expr[] => leavesOf(tree).map(({ tensor }) => toExpr(tensor));

/** The tree with each tensor replaced by the next of the list. */
export function refill<P>(tree: P, values: readonly Expr[]): P {
  let next = 0;
  return mapTree(tree, () => result(values[next++]!));
}

export interface NamedParameter {
  readonly name: string;
  readonly leaf: Parameter;
}

/** The parameter leaves of layers by path, each once: a layer used in two places is named by the first. */
export function namedParameters(layers: unknown): NamedParameter[] {
  const seen = new Map<Parameter, string>();
  for (const { path, tensor } of leavesOf(paramsOfValue(layers))) {
    const e = tensor as unknown;
    if (!isTensor(e) || e.kind !== 'parameter') throw new TypeError(`'${path}' is no parameter`);
    if (!seen.has(e)) seen.set(e, path);
  }
  return [...seen].map(([leaf, name]) => ({ name, leaf }));
}
