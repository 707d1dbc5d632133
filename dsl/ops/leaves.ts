// Leaves: what expressions are made from. Each call is a leaf of its own, even of equal values: a derivative by one is not
// that by another.
import { boundSizes, sizesOf, unbound } from '../binding.ts';
import { leafConstant, leafNumber, makeInput, makeIota, makeParameter } from '../build.ts';
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import { elementCount } from '../expr.ts';
import { convert, flatOf, nameOf } from '../given.ts';
import type { Initializer } from '../initializer.ts';
import { declared, named } from '../names.ts';
import type { Dim, Literal, Opaque, Shape } from '../shape/index.ts';
import { checkShape } from '../shape/rules/index.ts';
import { shared } from '../shared.ts';
import type { AnyTensor, Tensor } from '../tensor.ts';
import { type Result, result } from './boundary.ts';

/**
 * A literal shape, dimension by dimension: a plain `number` or `string` is rejected, it would equal everything. A type
 * parameter is as good as the literal that it stands for.
 */
type Sizes<S extends Shape> = { [I in keyof S]: Opaque<S[I], S> extends true ? S[I] : Literal<S[I]> };

/** What an input was declared to be, names included. */
export interface Declaration {
  readonly shape: readonly Dim[];
  readonly dtype: DType;
}

const declarations = shared('declarations', () => new WeakMap<object, Declaration>());

type InputLeaf<D extends DType> = <const S extends Shape>(...shape: Sizes<S>) => Tensor<S, D>;

/**
 * A value fed at each run: input('batch', 784) is f32, input.i32('batch') holds integers, input.bool(...) truth values.
 * Named dimensions are bound when the model that the input belongs to is compiled.
 */
export const input: InputLeaf<'f32'> & { readonly i32: InputLeaf<'i32'>; readonly bool: InputLeaf<'bool'> } =
  Object.assign(inputLeaf('f32'), { i32: inputLeaf('i32'), bool: inputLeaf('bool') });

function inputLeaf<D extends DType>(dtype: D): InputLeaf<D> {
  return (...shape: readonly Dim[]) => declare({ shape, dtype });
}

function declare(declaration: Declaration): Result {
  const sizes = sizesOf(declaration.shape);
  const leaf = sizes === null ? unboundInput(declaration) : makeInput('input', sizes, declaration.dtype);
  declarations.set(leaf, declaration);
  declared(leaf, declaration.shape);
  return result(leaf as ReturnType<typeof makeInput>);
}

/** Stands for an input until its names are bound; whatever an operation asks of it says so. */
function unboundInput({ shape, dtype }: Declaration): object {
  const fail = (): never => {
    throw unbound('input', shape);
  };
  return Object.freeze(
    Object.defineProperties(
      {},
      { kind: { value: 'input' }, dtype: { value: dtype }, id: { get: fail }, shape: { get: fail } },
    ),
  );
}

/** What a model's input was declared to be. */
export function declarationOf(t: AnyTensor): Declaration {
  const declaration = declarations.get(t);
  if (declaration === undefined) throw new TypeError("model: an input is declared with input('batch', 784)");
  return declaration;
}

/**
 * A value kept between runs, a weight: drawn by `initializer` at first. `name` is its last name in checkpoints.
 * Its dimensions are numbers: state has one size whatever the batch.
 */
export function parameter<const S extends Shape>(
  name: string,
  shape: readonly [...S],
  initializer: Initializer,
  trainable = true,
): Tensor<S> {
  checkShape(shape);
  for (const d of shape) {
    if (typeof d === 'string') throw new ShapeError('dimensionSize', [d], 'a parameter has the same size in every run');
  }
  return result(makeParameter(name, shape as readonly number[], initializer, trainable));
}

/** Literal data in row-major order: constant([1, 2, 3, 4], 2, 2). */
export function constant<const S extends Shape>(data: ArrayLike<number>, ...shape: Sizes<S>): Tensor<S> {
  return result(constantOf(data, shape, 'f32'));
}

/** Literal integers. */
export function constantI32<const S extends Shape>(data: ArrayLike<number>, ...shape: Sizes<S>): Tensor<S, 'i32'> {
  return result(constantOf(data, shape, 'i32'));
}

function constantOf(data: unknown, shape: readonly Dim[], dtype: 'f32' | 'i32') {
  const sizes = boundSizes('constant', shape);
  const count = elementCount(sizes);
  const flat = flatOf(data);
  if (flat === null) throw new TypeError(`constant: expected a flat array of numbers, not ${nameOf(data)}`);
  if (flat.length !== count) {
    const hint = sizes.length === 0 ? 'write its dimensions after the data' : undefined;
    throw new ShapeError('dataLength', ['constant', sizes, count, flat.length], hint);
  }
  const to = dtype === 'f32' ? new Float64Array(count) : new Int32Array(count);
  const values = convert(flat, dtype, to, (what) => new TypeError(`constant: ${what}`));
  return declared(leafConstant(values, sizes, dtype), shape);
}

function numberOf(op: string, value: unknown): number {
  if (typeof value === 'number') return value;
  throw new TypeError(`${op}: ${nameOf(value)} is not a number`);
}

function everywhere(op: string, value: number, shape: readonly Dim[]): Result {
  return result(declared(leafNumber(numberOf(op, value), boundSizes(op, shape)), shape));
}

/** A number as a tensor without axes. */
export function scalar(value: number): Tensor<[]> {
  return everywhere('scalar', value, []);
}

/** `value` everywhere. */
export function full<const S extends Shape>(value: number, ...shape: Sizes<S>): Tensor<S> {
  return everywhere('full', value, shape);
}

export function zeros<const S extends Shape>(...shape: Sizes<S>): Tensor<S> {
  return everywhere('zeros', 0, shape);
}

export function ones<const S extends Shape>(...shape: Sizes<S>): Tensor<S> {
  return everywhere('ones', 1, shape);
}

/** 0, 1, ..., length - 1. */
export function iota<const N extends [Dim]>(...length: Sizes<N>): Tensor<N, 'i32'> {
  const shape = length as readonly Dim[];
  return result(named(makeIota(boundSizes('iota', shape), 0), shape));
}
