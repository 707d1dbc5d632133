// What the laws range over: a function of tensors, with inputs to sample.
import type { DType } from '../../../dsl/dtype.ts';

/** One operand: f32 in [low, high], away from `avoid` and from other values if `distinct`; or the values themselves. */
export interface Sample {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly low: number;
  readonly high: number;
  readonly avoid: readonly number[];
  readonly distinct: boolean;
  readonly given?: readonly number[];
}

export interface Case {
  /** unique; what stands before a space or bracket is the exported name */
  readonly name: string;
  readonly inputs: readonly Sample[];
  /** a tensor, or several */
  readonly f: (...xs: unknown[]) => unknown;
  /** every backend computes the very bits of the reference */
  readonly exact?: boolean;
}

// The tables call the language by shapes known at run time only: types are tested elsewhere (test/types).
export type Untyped = Record<string, (...args: unknown[]) => unknown>;

const base = { dtype: 'f32', avoid: [], distinct: false } as const;

export const real = (shape: readonly number[], low = -2, high = 2, avoid: readonly number[] = []): Sample => ({
  ...base,
  shape,
  low,
  high,
  avoid,
});
export const distinct = (shape: readonly number[], low = -2, high = 2): Sample => ({
  ...base,
  shape,
  low,
  high,
  distinct: true,
});
export const whole = (shape: readonly number[], below: number): Sample => ({
  ...base,
  dtype: 'i32',
  shape,
  low: 0,
  high: below - 1,
});
export const flags = (shape: readonly number[]): Sample => ({ ...base, dtype: 'bool', shape, low: 0, high: 1 });
export const given = (shape: readonly number[], values: readonly number[], dtype: DType = 'f32'): Sample => ({
  ...base,
  dtype,
  shape,
  low: 0,
  high: 0,
  given: values,
});
