import { iota, zeros } from '../../../dsl/ops/leaves.ts';
import { type Lift, lifted } from '../../../dsl/ops/lifted.ts';

declare const lift: Lift;
const one = { takes: 1, constants: [], steps: [['tanh', 0]], result: 1 } as const;
const two = { takes: 2, constants: [], steps: [['mul', 0, 1]], result: 2 } as const;
const three = {
  takes: 3,
  constants: [],
  steps: [
    ['mul', 0, 1],
    ['add', 3, 2],
  ],
  result: 4,
} as const;

//! lift: operand is i32, expected f32
export const liftOfIntegers = () => lifted(one)(iota(3));

//! lift: operands are f32 and i32, expected the same type
export const liftOfMixedTypes = () => lifted(two)(zeros(3), iota(3));

//! lift: cannot broadcast [2, 3] with [2, 4]: 3 vs 4
export const liftOfShapes = () => lifted(two)(zeros(2, 3), zeros(2, 4));

//! lift: cannot broadcast [2, 3] with [4]: 3 vs 4
export const liftOfThird = () => lifted(three)(zeros(2, 3), 1, zeros(4));

//! lift: operand is i32, expected f32
export const liftOfNumbersAndIntegers = () => lifted(three)(1, 2, iota(3));

//? lift: the function must take 1 to 4 numbers, each without a default
export const liftOfDefaults = () => lift((x: number, slope = 0.1) => (x > 0 ? x : slope * x));

//? lift: the function must take 1 to 4 numbers, each without a default
export const liftOfMany = () => lift((a: number, b: number, c: number, d: number, e: number) => a * b * c * d * e);
