// Contractions: sums of products over shared axes.
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import * as expression from '../expression/contract.ts';
import { mul } from '../expression/pointwise.ts';
import { sum } from '../expression/reduce.ts';
import { expand } from '../expression/views.ts';
import type {
  Broadcast,
  Broadcasts,
  Dim,
  EinsumError,
  EinsumIn,
  EinsumOut,
  EinsumSpec,
  Message,
  Same,
  Shape,
} from '../shape/index.ts';
import type { AnyTensor, Tensor } from '../tensor.ts';
import { result } from './boundary.ts';
import { float, type Numbers, type Numeric, numeric, type OfFloats } from './operands.ts';

/** P itself when it is [...batch, rows, columns]; X is what P was matched with, `Shape` where that failed. */
type Matrix<Op extends string, P extends Shape, D extends DType, X extends Shape> = [[P]] extends [[X]]
  ? [D] extends [Numeric]
    ? Tensor<P, D> & Tensor<X, D>
    : Message<'typeIs', [Op, 'operand', D, 'f32 or i32']>
  : Message<'matmulRank', [Op, P]>;
type Factor<
  A extends Shape,
  K extends Dim,
  D extends DType,
  Q extends Shape,
  B extends Shape,
  J extends Dim,
  N extends Dim,
  E extends DType,
> = [[Q]] extends [[[...B, J, N]]]
  ? [[D, E]] extends [[E, D]]
    ? Same<
        J,
        K,
        Broadcasts<A, B, Tensor<Q, E> & Tensor<[...B, J, N], E>, 'matmul', 'matmulBatch', D>,
        Message<'matmulInner', ['matmul', K, J]>
      >
    : Message<'operandTypes', ['matmul', D, E]>
  : Message<'matmulRank', ['matmul', Q]>;

/** C_mn = sum_k A_mk B_kn for the last two axes; the axes before them broadcast. */
export function matmul<
  P extends Shape,
  A extends Shape,
  M extends Dim,
  K extends Dim,
  D extends DType,
  Q extends Shape,
  B extends Shape,
  J extends Dim,
  N extends Dim,
  E extends DType,
>(a: Matrix<'matmul', P, D, [...A, M, K]>, b: Factor<A, K, D, Q, B, J, N, E>): Tensor<[...Broadcast<A, B>, M, N], D> {
  return result(expression.matmul(numeric('matmul', a), numeric('matmul', b)));
}

/** The scalar product of two vectors: sum_i a_i b_i */
export function dot<A extends Shape, D extends DType, B extends Shape, E extends DType>(
  a: A['length'] extends 1 ? Numbers<'dot', A, D> : Message<'rank', ['dot', 1, A]>,
  b: B['length'] extends 1
    ? [[D, E]] extends [[E, D]]
      ? Same<B, A, Tensor<B, E>, Message<'lengths', ['dot', A[0], B[0]]>>
      : Message<'operandTypes', ['dot', D, E]>
    : Message<'rank', ['dot', 1, B]>,
): Tensor<[], D> {
  const p = vector('dot', a);
  const q = vector('dot', b);
  sameType('dot', p, q);
  if (p.shape[0] !== q.shape[0]) throw new ShapeError('lengths', ['dot', p.shape[0]!, q.shape[0]!]);
  return result(sum(mul(p, q)));
}

/** C_ij = a_i b_j */
export function outer<A extends Shape, D extends DType, B extends Shape, E extends DType>(
  a: A['length'] extends 1 ? Numbers<'outer', A, D> : Message<'rank', ['outer', 1, A]>,
  b: B['length'] extends 1
    ? [[D, E]] extends [[E, D]]
      ? Tensor<B, E>
      : Message<'operandTypes', ['outer', D, E]>
    : Message<'rank', ['outer', 1, B]>,
): Tensor<[A[0], B[0]], D> {
  const p = vector('outer', a);
  const q = vector('outer', b);
  sameType('outer', p, q);
  return result(mul(expand(p, 1), q));
}

/**
 * Index notation: einsum('bij,bjk->bik', a, b). A label that the output lacks is summed over; a label twice in one
 * operand is its diagonal. '...' stands for any axes, which broadcast: einsum('...ij,...jk->...ik', a, b).
 */
export function einsum<const E extends string, Ts extends AnyTensor[]>(
  spec: EinsumSpec<E, Shapes<Ts>> extends true ? E : EinsumSpec<E, Shapes<Ts>>,
  ...xs: { [I in keyof Ts]: Labelled<E, Shapes<Ts>, I, Ts[I]> }
): Tensor<EinsumOut<E, Shapes<Ts>> extends infer R extends Shape ? R : Shape> {
  return result(
    expression.einsum(
      spec as string,
      (xs as readonly unknown[]).map((x) => float('einsum', x)),
    ),
  );
}
type Shapes<Ts> = { [I in keyof Ts]: Ts[I] extends Tensor<infer S, DType> ? S : never };
/** T, operand I of all, when its element type and its shape are right, else the sentence. */
type Labelled<E extends string, Ss extends Shape[], I, T> =
  T extends Tensor<infer S, infer D>
    ? OfFloats<'einsum', D, Same<S, EinsumIn<E, Ss, I>, T, EinsumError<E, Ss, I>>>
    : never;

function vector(op: string, x: unknown) {
  const e = numeric(op, x);
  if (e.shape.length !== 1) throw new ShapeError('rank', [op, 1, e.shape]);
  return e;
}

function sameType(op: string, a: Expr, b: Expr): void {
  if (a.dtype !== b.dtype) throw new ShapeError('operandTypes', [op, a.dtype, b.dtype]);
}
