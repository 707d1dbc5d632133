// Keyed random numbers inside a model: pure functions of the key, the same on every backend.

import { targetSizes } from '../binding.ts';
import { literal, makeConstant } from '../build.ts';
import { elementCount } from '../expr.ts';
import { cos, less, log, mul, sqrt, sub, toF32 } from '../expression/pointwise.ts';
import * as expression from '../expression/random.ts';
import type { Initializer } from '../initializer.ts';
import * as words from '../key.ts';
import { named } from '../names.ts';
import type { Dim, Shape } from '../shape/index.ts';
import { numbersIn } from '../shape/rules/index.ts';
import type { AnyTensor, Tensor } from '../tensor.ts';
import { operand, result } from './boundary.ts';

/** Four words of 12 bits, held as whole f32 numbers. The same key gives the same numbers, in every turn of a scan too. */
export type RandomKey = Tensor<[4]>;

/** A key drawn from the seed of a run. */
export const keyInitializer: Initializer = {
  name: 'key',
  draw: (shape, uniform) => Float32Array.from({ length: elementCount(shape) }, (_, i) => Math.floor(uniform(i) * 4096)),
};

/** The key of a seed, as a constant of the model. */
export function keyOf(seed: number): RandomKey {
  const key = words.keyOf(seed);
  const data = Float64Array.from({ length: 4 }, (_, i) => Math.floor(words.uniform(key, i) * 4096));
  return result(makeConstant(data, [4], 'f32'));
}

/**
 * An independent key for each `data`: a whole number in [0, 2^23), or a scalar tensor of one. Throws a RangeError for
 * another number; what a tensor holds is not looked at.
 */
export function foldIn(key: RandomKey, data: number | Tensor<[], 'f32' | 'i32'>): RandomKey {
  if (typeof data === 'number' && !(Number.isInteger(data) && data >= 0 && data < 2 ** 23))
    throw new RangeError(`foldIn: data is ${data}; it must be a whole number from 0 to 2^23 - 1`);
  return result(
    expression.foldIn(operand('foldIn', key), typeof data === 'number' ? literal(data, 'f32') : whole(data)),
  );
}

function whole(data: AnyTensor) {
  const e = operand('foldIn', data);
  return e.dtype === 'f32' ? e : toF32(e);
}

/** Uniform in [0, 1), on a grid of 2^-24. */
export function randomUniform<const S extends Shape>(key: RandomKey, ...shape: S): Tensor<S> {
  return result(named(expression.uniform(operand('randomUniform', key), sizes('randomUniform', shape)), shape));
}

/** Normal with mean 0 and variance 1: sqrt(-2 log u) cos(2 pi v) (Box and Muller 1958). */
export function randomNormal<const S extends Shape>(key: RandomKey, ...shape: S): Tensor<S> {
  const [first, second] = expression.twoKeys(operand('randomNormal', key));
  const size = sizes('randomNormal', shape);
  // 1 - u is in (0, 1]: its logarithm is finite
  const radius = sqrt(mul(log(sub(literal(1, 'f32'), expression.uniform(first, size))), -2));
  return result(named(mul(radius, cos(mul(expression.uniform(second, size), 2 * Math.PI))), shape));
}

/** True with the given probability. */
export function randomBernoulli<const S extends Shape>(
  key: RandomKey,
  probability: number,
  ...shape: S
): Tensor<S, 'bool'> {
  numbersIn('randomBernoulli', 'from 0 to 1', { probability });
  const u = expression.uniform(operand('randomBernoulli', key), sizes('randomBernoulli', shape));
  return result(named(less(u, probability), shape));
}

const sizes = (op: string, shape: readonly Dim[]) => targetSizes(op, shape);
