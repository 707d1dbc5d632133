// What a built module shows: the types of what it takes and gives.
import type { DType } from '../../dsl/dtype.ts';
import type { Bytes } from '../bytes.ts';

/**
 * The numbers of a tensor of shape S, row-major. The shape is known to types alone: nothing has this property when the
 * program runs.
 */
export type Tensor<S extends readonly number[], D extends DType = 'f32'> = (D extends 'f32'
  ? Float32Array
  : Int32Array) & { readonly shape?: S };

/**
 * The numbers of a tensor of shape S, row-major, as they are given: whole numbers for i32, 0 and 1 for bool. Plain data
 * fits whatever its length, which is checked when it is given; a Tensor only if it is of this very shape.
 */
export type Given<S extends readonly number[], D extends DType = 'f32'> = (
  | readonly number[]
  | (D extends 'f32' ? Float32Array | Float64Array : Int32Array)
) & { readonly shape?: S };

/** Where weights come from: bytes, or where they are. */
export type WeightsSource = Bytes | URL | string;

export interface LoadOptions {
  /** safetensors with a tensor for each weight; the file that was written beside this module if nothing is said */
  readonly weights?: WeightsSource;
  /**
   * false: neither are the weights compared with those that this module was built with, nor are its test vectors tried.
   * Weights that were trained further need it.
   */
  readonly check?: boolean;
}

/** Computes outputs from inputs; nothing changes from run to run. */
export interface Predictor<I, O, W> {
  /** Runs once. The outputs are copies; a scalar is a number. */
  run(inputs: I): O;
  /** The weights by path: copies. */
  weights(): W;
  /** The weights as the bytes of a safetensors file. */
  save(): Uint8Array<ArrayBuffer>;
}

/** Trains: its memory holds the weights and what the optimiser keeps, and a step changes them. */
export interface Trainer<I, O, W> {
  /** Takes one step: forward, loss, backward, update. A scalar output, as the loss, is a number. */
  step(inputs: I): O;
  /** The whole state by path, weights and what the optimiser keeps: copies. */
  weights(): W;
  /** The whole state as the bytes of a safetensors file, from which `load({ weights, check: false })` goes on. */
  save(): Uint8Array<ArrayBuffer>;
}

/** The same where results come later. */
export type Later<T> = {
  [K in keyof T]: T[K] extends (...a: infer A) => infer R ? (...a: A) => Promise<R> : never;
};
