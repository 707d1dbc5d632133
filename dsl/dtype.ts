/** Element types. `f32` is computed in float64 by the reference backend; `bool` is stored as i32 0 or 1. */
export type DType = 'f32' | 'i32' | 'bool';

/** Typed arrays that carry tensor data in and out: f32 as Float32Array (or Float64Array), i32 and bool as Int32Array. */
export type TypedArray = Float32Array | Float64Array | Int32Array;

/** How programs store tensors: f32, or i32 and bool. */
export type Numbers = Float32Array | Int32Array;

/** An empty array of the storage type of `dtype`. */
export function allocate(dtype: DType, length: number): Numbers {
  return dtype === 'f32' ? new Float32Array(length) : new Int32Array(length);
}
