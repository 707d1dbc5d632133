// The Program: all that a backend reads. A list of loop nests over flat buffers, with every index an integer
// expression of the loop axes. No expression node, no op of the dsl, no shape rule survives to this level.
import type { DType, TypedArray } from '../../dsl/dtype.ts';
import type { Monoid } from '../../dsl/expr.ts';
import type { ScalarName } from '../../dsl/scalar/op.ts';

export interface Program {
  readonly buffers: readonly Buffer[];
  /** executed in order */
  readonly steps: readonly Step[];
  /** fed before each run */
  readonly inputs: readonly Port[];
  /** kept between runs; `buffer` holds the value before the run and the new value after it */
  readonly states: readonly Port[];
  /** read back after a run */
  readonly outputs: readonly Port[];
  /** bytes of the arena that temporaries share, from liveness: see passes/plan.ts */
  readonly arenaBytes: number;
  /** what the temporaries would take without sharing */
  readonly unsharedBytes: number;
}

/** The Program before memory is shared: every temporary has its own, and states get their new values at the end. */
export interface Unplanned extends Pick<Program, 'buffers' | 'steps' | 'inputs' | 'states' | 'outputs'> {
  /** new values of states, to be copied when all steps have run */
  readonly copies: readonly Copy[];
  /** bytes of temporaries that were written into others since */
  readonly reusedBytes: number;
  readonly capabilities: Capabilities;
}

/** All of a buffer into another of the same length. */
export interface Copy {
  readonly from: BufferId;
  readonly to: BufferId;
}

export interface Port {
  readonly name: string;
  readonly buffer: BufferId;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

export type BufferId = number;

export interface Buffer {
  readonly id: BufferId;
  readonly name: string;
  readonly dtype: DType;
  /** elements, 4 bytes each (bool is stored as i32 0 or 1) */
  readonly length: number;
  readonly role: 'input' | 'state' | 'constant' | 'temporary' | 'output';
  /** role constant: the data */
  readonly data?: TypedArray;
  /** role temporary: byte offset in the arena (16-byte aligned) */
  readonly offset?: number;
}

export type Step = Kernel | ScatterKernel | Loop;

export type AxisId = number;

export interface Axis {
  readonly id: AxisId;
  readonly extent: number;
}

/**
 * for each point of `axes` (outermost first):
 *   reduced = reduction ? fold(monoid, value) over reduction.axes : none
 *   for each output: output.buffer[output.address] = output.value        (value may read `reduced`)
 * Iterations over `axes` are independent and may run in any order; a kernel never reads what it writes, except that an
 * output may overwrite a buffer that the same kernel loads at the identical address (in-place update).
 * argMax/argMin fold the row-major index over reduction.axes.
 */
export interface Kernel {
  readonly kind: 'kernel';
  /** unique, readable, e.g. 'k12_matmul_add_max' */
  readonly name: string;
  readonly axes: readonly Axis[];
  readonly reduction: Reduction | null;
  /** one, or several where the backend allows (capabilities.multipleOutputs); all over the same axes */
  readonly outputs: readonly Output[];
}

export interface Reduction {
  readonly axes: readonly Axis[];
  readonly monoid: Monoid;
  readonly value: Scalar;
}

export interface Output {
  readonly buffer: BufferId;
  readonly address: Index;
  readonly value: Scalar;
}

/**
 * out[...] = 0 everywhere, or what `onto` holds; then, sequentially over `axes`: r = index; if 0 <= r < rows:
 *   buffer[r * rowLength + address] += value
 */
export interface ScatterKernel {
  readonly kind: 'scatter';
  readonly name: string;
  readonly axes: readonly Axis[];
  readonly buffer: BufferId;
  /** what is added to; null: zeros. `buffer` itself: rows that no index names are not touched. */
  readonly onto: BufferId | null;
  readonly rows: number;
  readonly rowLength: number;
  readonly index: Scalar;
  readonly address: Index;
  readonly value: Scalar;
  /** memory for sums in parts, where a row may take many updates: its contents mean nothing before or after */
  readonly parts: { readonly buffer: BufferId; readonly updates: number } | null;
}

/**
 * for t in 0 .. extent-1 (descending if reverse): run body; then copy each carry `from` -> `to` (equal lengths).
 * Body kernels read and write rows of the sequences through the axis `counter` in their indices.
 */
export interface Loop {
  readonly kind: 'loop';
  readonly name: string;
  readonly counter: AxisId;
  readonly extent: number;
  readonly reverse: boolean;
  readonly body: readonly Step[];
  readonly carries: readonly Copy[];
}

/** offset + sum factor * atom. Nearly always the atoms are axes; `floor` and `modulo` remain where no axis split removes them. */
export interface Index {
  readonly offset: number;
  readonly terms: readonly { readonly atom: Atom; readonly factor: number }[];
}

export type Atom =
  | { readonly kind: 'axis'; readonly id: AxisId }
  | { readonly kind: 'floor'; readonly value: Index; readonly by: number }
  | { readonly kind: 'modulo'; readonly value: Index; readonly by: number };

/** `range`: 0 <= value < below.  `divides`: value mod by = 0 (by > 1). value may be negative in both. */
export type Condition =
  | { readonly kind: 'range'; readonly value: Index; readonly below: number }
  | { readonly kind: 'divides'; readonly value: Index; readonly by: number };

/** A scalar expression evaluated at one point of the loop nest. Shared subtrees are shared objects (evaluate once). */
export type Scalar =
  | Load
  | { readonly kind: 'index'; readonly value: Index; readonly dtype: 'i32' }
  | { readonly kind: 'literal'; readonly value: number; readonly dtype: DType }
  | { readonly kind: 'apply'; readonly op: ScalarName; readonly args: readonly Scalar[]; readonly dtype: DType }
  /** value if all conditions hold, else literal `fill`; `value` must not be evaluated (loaded) where they fail */
  | {
      readonly kind: 'guard';
      readonly conditions: readonly Condition[];
      readonly value: Scalar;
      readonly fill: number;
      readonly dtype: DType;
    }
  /** the result of the kernel's reduction; `extreme`: the largest value where that is argMax, the smallest of argMin */
  | { readonly kind: 'reduced'; readonly dtype: DType; readonly extreme?: true };

/**
 * buffer[address]; with `row`: buffer[row.index * row.stride + address] where 0 <= row.index < row.count,
 * else NaN (f32) or 0 (i32, bool).
 */
export interface Load {
  readonly kind: 'load';
  readonly buffer: BufferId;
  readonly address: Index;
  readonly dtype: DType;
  readonly row?: { readonly index: Scalar; readonly stride: number; readonly count: number };
}

/** What a backend can do; passes respect it, none knows the backend's name. */
export interface Capabilities {
  /** different buffers that one kernel may read */
  readonly maxInputs: number;
  /** several outputs in one kernel */
  readonly multipleOutputs: boolean;
  /** ScatterKernel; otherwise scatter is lowered to a masked reduction */
  readonly scatter: boolean;
  /** a kernel may overwrite a buffer that it reads at the same address */
  readonly inPlace: boolean;
  /** contraction operands are packed from buffers: masked or computed operands are materialised first */
  readonly packedContractions: boolean;
  /** integers of loops and indices go so far, up and down; a program that counts further is refused */
  readonly largestIndex: number;
  /** what is too large to be stored whole; nothing is if it is not given */
  readonly blocks?: Blocks;
  /** results may be so many times as far from exact ones as rounding each value takes them; 1 if nothing is said */
  readonly slack?: number;
  /** values below the smallest normal number may become zero */
  readonly flushes?: boolean;
  /** integers travel as 32-bit floats: beyond 2^24 they are rounded, and they saturate instead of wrapping */
  readonly integersAsFloats?: boolean;
}

/** When sums (products of matrices above all) are not stored whole, and how they are cut. Bytes are of four to an element. */
export interface Blocks {
  /** sums of more bytes are computed in blocks */
  readonly from: number;
  /** where blocks are computed again later (by the backward pass): if all such sums have so many bytes together */
  readonly again: number;
  /** a sum has more than so many elements for each of a value that it is computed from */
  readonly times: number;
  /** bytes of a block, about: they should stay in a cache */
  readonly of: number;
  /** blocks have at least so many rows, since each reads all of the other matrix */
  readonly rows: number;
}
