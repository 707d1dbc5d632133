// Wrong programs: pointwise operations. See types.test.ts for the form.
import { gelu, leakyRelu, relu } from '../../../dsl/ops/activations.ts';
import {
  add,
  and,
  clamp,
  div,
  equal,
  greater,
  less,
  maximum,
  mod,
  mul,
  pow,
  scale,
  sub,
} from '../../../dsl/ops/binary.ts';
import { input, zeros } from '../../../dsl/ops/leaves.ts';
import { where } from '../../../dsl/ops/select.ts';
import { exp, log, neg, not, sqrt, square } from '../../../dsl/ops/unary.ts';
import type { Dim } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

//! add: cannot broadcast [32, 784] with [512]: 784 vs 512
export const addBroadcast = () => add(zeros(32, 784), zeros(512));

//! sub: cannot broadcast [2, 3] with [2]: 3 vs 2
export const subRows = () => sub(zeros(2, 3), zeros(2));

//! mul: cannot broadcast [8, 3, 4] with [8, 2, 4]: 3 vs 2
export const mulInner = () => mul(zeros(8, 3, 4), zeros(8, 2, 4));

//! div: cannot broadcast [5] with [4]: 5 vs 4
export const divLengths = () => div(zeros(5), zeros(4));

//! mod: cannot broadcast [5] with [2, 4]: 5 vs 4
export const modLengths = () => mod(input.i32(5), input.i32(2, 4));

//! pow: cannot broadcast [2, 3] with [3, 2]: 3 vs 2
export const powTransposed = () => pow(zeros(2, 3), zeros(3, 2));

//! maximum: cannot broadcast [6] with [7]: 6 vs 7
export const maximumLengths = () => maximum(zeros(6), zeros(7));

//! less: cannot broadcast [6] with [7]: 6 vs 7
export const lessLengths = () => less(zeros(6), zeros(7));

//! and: cannot broadcast [6] with [7]: 6 vs 7
export const andLengths = () => and(input.bool(6), input.bool(7));

//! add: operands are f32 and i32, expected the same type
export const addTypes = () => add(zeros(3), input.i32(3));

//! equal: operands are i32 and f32, expected the same type
export const equalTypes = () => equal(input.i32(3), zeros(3));

//! add: operand is bool, expected f32 or i32
export const addBools = () => add(greater(zeros(3), 0), greater(zeros(3), 0));

//! mul: operand is bool, expected f32 or i32
export const mulBoolByNumber = () => mul(2, input.bool(3));

//! pow: operand is i32, expected f32
export const powIntegers = () => pow(input.i32(3), input.i32(3));

//! and: operand is f32, expected bool
export const andFloats = () => and(zeros(3), zeros(3));

//! exp: operand is i32, expected f32
export const expIntegers = () => exp(input.i32(3));

//! log: operand is bool, expected f32
export const logBools = () => log(input.bool(3));

//! sqrt: operand is i32, expected f32
export const sqrtIntegers = () => sqrt(input.i32(3));

//! neg: operand is bool, expected f32 or i32
export const negBools = () => neg(input.bool(3));

//! square: operand is bool, expected f32 or i32
export const squareBools = () => square(input.bool(3));

//! not: operand is f32, expected bool
export const notFloats = () => not(zeros(3));

//! relu: operand is i32, expected f32
export const reluIntegers = () => relu(input.i32(3));

//! gelu: operand is i32, expected f32
export const geluIntegers = () => gelu(input.i32(3));

//! leakyRelu: operand is bool, expected f32
export const leakyReluBools = () => leakyRelu(input.bool(3), 0.2);

//! clamp: operand is bool, expected f32 or i32
export const clampBools = () => clamp(input.bool(3), 0, 1);

//! scale: operand is i32, expected f32
export const scaleIntegers = () => scale(input.i32(3), 0.5);

//! where: condition is f32, expected bool
export const whereCondition = () => where(zeros(3), zeros(3), zeros(3));

//! where: operands are f32 and i32, expected the same type
export const whereTypes = () => where(input.bool(3), zeros(3), input.i32(3));

//! where: cannot broadcast [3] with [2]: 3 vs 2
export const whereFirst = () => where(input.bool(3), zeros(2), 0);

//! where: cannot broadcast [3] with [4]: 3 vs 4
export const whereSecond = () => where(input.bool(3), zeros(3), zeros(4));

//? add: cannot broadcast [batch, T, 64] with [batch, S, 64]: T vs S
export const addNames = () => add(input('batch', 'T', 64), input('batch', 'S', 64));

//? mul: cannot broadcast [T] with [10]: T vs 10
export const mulNameByNumber = () => mul(input('T'), zeros(10));

//? exp: operand is i32, expected f32
export const expInside = <N extends Dim>(x: Tensor<[N], 'i32'>) => exp(x);
