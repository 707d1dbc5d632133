// The expression graph: the few kinds of node that every model is made of.
//
// Nodes are frozen and hash-consed (see build.ts): two structurally equal expressions are one object, so common
// subexpressions are shared by construction and `===` is structural equality; leaves that a user makes (inputs, but zeros and
// constants too) are each their own, as derivatives by them are. All dimensions are concrete numbers
// here: a model with symbolic dimensions ('batch') is traced when it is compiled, with the symbols bound.
//
// Adding an operation does not add a kind: operations (ops/) are compositions of these nodes.
import type { DType, TypedArray } from './dtype.ts';
import type { Initializer } from './initializer.ts';
import type { ScalarOp } from './scalar/op.ts';

export type Expr =
  | Input
  | Parameter
  | Constant
  | Iota
  | MapNode
  | View
  | Reshape
  | Reduce
  | Gather
  | Scatter
  | ScanOutput
  | GradientRule;

export type Kind = Expr['kind'];

interface Node {
  /** unique; which number it is depends on all that was made before, so nothing may be ordered by it */
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** A value fed from outside at each run. Never shared: each `input()` call is a new symbol. */
export interface Input extends Node {
  readonly kind: 'input';
  readonly name: string;
}

/** A value that is kept between runs: a weight, a running statistic. A symbol with an initial value. */
export interface Parameter extends Node {
  readonly kind: 'parameter';
  readonly name: string;
  readonly initializer: Initializer;
  /** false for running statistics and other state that no gradient flows to */
  readonly trainable: boolean;
}

/** Literal data; a scalar constant has shape [] and one element. */
export interface Constant extends Node {
  readonly kind: 'constant';
  readonly data: TypedArray;
}

/** i32: the index along `axis` at every position of `shape`. */
export interface Iota extends Node {
  readonly kind: 'iota';
  readonly axis: number;
}

/** out[i] = op(args[0][i], args[1][i], ...); all arguments have the output's shape (broadcasts are explicit views). */
export interface MapNode extends Node {
  readonly kind: 'map';
  readonly op: ScalarOp;
  readonly args: readonly Expr[];
}

/**
 * Where source axis k is read: index_k(o) = (offset + sum_j coefficients[j] * o[j]) / divisor, o the output's indices.
 * Where the division is not exact, or the index is outside [0, source.shape[k]), the view reads `fill`.
 */
export interface AxisMap {
  readonly offset: number;
  readonly coefficients: readonly number[];
  readonly divisor: number;
}

/**
 * An affine re-indexing of `source` with a validity mask: permute, broadcast, slice, stride, pad, flip, window.
 * Invariant: an output axis that moves several source axes is read alone, unchanged, by one of them (so that the adjoint
 * is again a view and a sum). One AxisMap per source axis.
 */
export interface View extends Node {
  readonly kind: 'view';
  readonly source: Expr;
  readonly axes: readonly AxisMap[];
  /** read where the map is not valid; 0 unless the op says otherwise (maxPool pads with -Infinity) */
  readonly fill: number;
}

/** The same elements in row-major order under another shape. */
export interface Reshape extends Node {
  readonly kind: 'reshape';
  readonly source: Expr;
  /** of each axis, where that is known: the axis of the source that it is, or its name. For axes by name (names.ts) */
  readonly labels?: readonly (number | string | null)[];
}

/** argMax and argMin give i32 row-major indices over the reduced axes; ties go to the first; NaN wins. */
export type Monoid = 'sum' | 'prod' | 'max' | 'min' | 'argMax' | 'argMin';

/**
 * Reduces over `axes` (ascending, at least one) and drops them. Empty: sum 0, prod 1, max the least value of the element
 * type (-Infinity, -2^31, false), min the greatest.
 */
export interface Reduce extends Node {
  readonly kind: 'reduce';
  readonly monoid: Monoid;
  readonly source: Expr;
  readonly axes: readonly number[];
}

/** source [V, ...R], indices i32 [...I] -> [...I, ...R]: rows of source. Out of range: NaN (f32) or 0 (i32, bool). */
export interface Gather extends Node {
  readonly kind: 'gather';
  readonly source: Expr;
  readonly indices: Expr;
}

/** indices i32 [...I], updates f32 [...I, ...R] -> [rows, ...R]: out[indices[i]] += updates[i]. Out of range: dropped. */
export interface Scatter extends Node {
  readonly kind: 'scatter';
  readonly indices: Expr;
  readonly updates: Expr;
  /** known: no index in range stands twice, so that no row is a long sum */
  readonly uniqueIndices: boolean;
}

/**
 * A loop over a leading axis of length `length`, in ascending order (or descending if `reverse`): for each t
 *   (carries, outputs_t) = body(carries, slices_t, invariants)
 * `carries`, `slices` and `invariants` are placeholders (Input nodes) of the body graph. slices_t is row t of the
 * corresponding entry of `sequences`. The loop body is compiled once whatever the length.
 */
export interface Scan {
  readonly id: number;
  readonly length: number;
  readonly reverse: boolean;
  /** operands, in the order of the placeholders */
  readonly initial: readonly Expr[];
  readonly sequences: readonly Expr[];
  readonly constants: readonly Expr[];
  /** the body graph's leaves */
  readonly carryInputs: readonly Input[];
  readonly sliceInputs: readonly Input[];
  readonly constantInputs: readonly Input[];
  /** the body graph's results */
  readonly nextCarries: readonly Expr[];
  readonly outputs: readonly Expr[];
}

/** Result `index` of a scan: the final carries first, then the stacked outputs (each [length, ...shape]). */
export interface ScanOutput extends Node {
  readonly kind: 'scanOutput';
  readonly scan: Scan;
  readonly index: number;
}

/**
 * What is known of a rule: cotangents are the given one, stretched to the input's shape, times derivatives, position by
 * position; or they are its elements, moved.
 */
export type RuleForm = 'pointwise' | 'moves' | 'any';

/**
 * The value of `source`, with its derivative replaced: the cotangents of `inputs` are pullback(g). stopGradient has no
 * inputs. The compiler erases this node after differentiation.
 */
export interface GradientRule extends Node {
  readonly kind: 'gradientRule';
  readonly source: Expr;
  readonly inputs: readonly Expr[];
  readonly pullback: (cotangent: Expr) => readonly Expr[];
  readonly form: RuleForm;
}

/** The direct operands of a node, in order. */
export function operands(e: Expr): readonly Expr[] {
  switch (e.kind) {
    case 'input':
    case 'parameter':
    case 'constant':
    case 'iota':
      return [];
    case 'map':
      return e.args;
    case 'view':
    case 'reshape':
    case 'reduce':
      return [e.source];
    case 'gather':
      return [e.source, e.indices];
    case 'scatter':
      return [e.indices, e.updates];
    case 'scanOutput':
      return [...e.scan.initial, ...e.scan.sequences, ...e.scan.constants];
    case 'gradientRule':
      return [e.source, ...e.inputs];
  }
}

export function elementCount(shape: readonly number[]): number {
  let n = 1;
  for (const d of shape) n *= d;
  return n;
}

/**
 * Every node that the roots depend on, operands before users: depth first from the roots in their order, so that the
 * order follows from the graph alone and not from when its nodes were made. Nodes that are `known` are left out, with
 * what only they need. `parts` are the operands that count. Iterative: deep graphs do not overflow the stack.
 */
export function topological(
  roots: readonly Expr[],
  known?: { has(e: Expr): boolean },
  parts: (e: Expr) => readonly Expr[] = operands,
): Expr[] {
  const done = new Set<Expr>();
  const path: { readonly e: Expr; readonly below: readonly Expr[]; next: number }[] = [];
  const open = (e: Expr) => {
    if (!done.has(e) && !known?.has(e)) path.push({ e, below: parts(e), next: 0 });
  };
  for (const root of roots) {
    open(root);
    while (path.length > 0) {
      const last = path.at(-1)!;
      if (last.next < last.below.length) open(last.below[last.next++]!);
      else {
        done.add(last.e);
        path.pop();
      }
    }
  }
  return [...done];
}
