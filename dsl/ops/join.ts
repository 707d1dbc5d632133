// Joining tensors, and putting elements around them.
import type { DType } from '../dtype.ts';
import * as expression from '../expression/views.ts';
import type { At, Axis, Dim, DimAdd, DimSum, Message, OneAxis, Same, Shape, Splice } from '../shape/index.ts';
import type { AnyTensor, Tensor } from '../tensor.ts';
import { operand, result } from './boundary.ts';
import type { TimesDim } from './sizes.ts';

/** T when it agrees with [A, D] off axis X, else the sentence. */
type Joins<A extends Shape, D extends DType, X extends number, T> =
  T extends Tensor<infer B extends Shape, infer E>
    ? [[D, E]] extends [[E, D]]
      ? Same<Splice<B, X, [1]>, Splice<A, X, [1]>, T, Message<'concat', ['concat', A, B, X]>>
      : Message<'operandTypes', ['concat', D, E]>
    : never;
/** The size of the first and of all others along X; `number` of an array, which says not how many there are. */
type Total<N extends Dim, X extends number, Ts> = Ts extends readonly [Tensor<infer B extends Shape, DType>, ...infer R]
  ? Total<DimSum<N, At<B, X>>, X, R>
  : Ts extends readonly []
    ? N
    : number;

/**
 * The tensors one after another along `axis`; their other dimensions agree: concat(1, a, b). Of an array, concat(1, first,
 * ...rest), the types know no number of tensors: that dimension is `number`.
 */
export function concat<X extends number, A extends Shape, D extends DType, const Ts extends readonly AnyTensor[]>(
  axis: OneAxis<'concat', A, X>,
  first: Tensor<A, D>,
  ...rest: { [I in keyof Ts]: Joins<A, D, X, Ts[I]> }
): Tensor<Splice<A, X, [Total<At<A, X>, X, Ts>]>, D> {
  const xs = [first, ...(rest as readonly unknown[])].map((x) => operand('concat', x));
  return result(expression.concat(axis as number, xs));
}

/** T when it is like [A, D], else the sentence. */
type Agrees<A extends Shape, D extends DType, T> =
  T extends Tensor<infer B extends Shape, infer E>
    ? [[D, E]] extends [[E, D]]
      ? Same<A, B, T, Message<'stack', [A, B]>>
      : Message<'operandTypes', ['stack', D, E]>
    : never;
/** How many there are with the first; `number` of an array. */
type Count<Ts extends readonly unknown[]> = Ts extends readonly [...infer _, unknown] | readonly []
  ? [first: 1, ...Ts]['length']
  : number;
type Insert<S extends unknown[], X, N, Head extends unknown[] = []> = Head['length'] extends X
  ? [...Head, N, ...S]
  : S extends [infer H, ...infer T]
    ? Insert<T, X, N, [...Head, H]>
    : [...Head, N];

/** Tensors of one shape along a new axis: `axis` of the result. Its size is `number` where they come from an array. */
export function stack<X extends number, A extends Shape, D extends DType, const Ts extends readonly AnyTensor[]>(
  axis: OneAxis<'stack', [...A, 1], X>,
  first: Tensor<A, D>,
  ...rest: { [I in keyof Ts]: Agrees<A, D, Ts[I]> }
): Tensor<Insert<A, Axis<[...A, 1], X>, Count<Ts>>, D> {
  const xs = [first, ...(rest as readonly unknown[])].map((x) => operand('stack', x));
  return result(expression.stack(axis as number, xs));
}

/** `before` and `after` elements of `fill` along `axis`. */
export function pad<S extends Shape, D extends DType, X extends number, B extends number, A extends number>(
  x: Tensor<S, D>,
  axis: OneAxis<'pad', S, X>,
  before: B,
  after: A,
  fill = 0,
): Tensor<Splice<S, X, [DimAdd<DimAdd<At<S, X>, B>, A>]>, D> {
  const e = operand('pad', x);
  return result(expression.padAxis(e, axis as number, before, after, fill));
}

/** `count` whole copies one after another along `axis`: [a, b] -> [a, b, a, b]. */
export function repeat<S extends Shape, D extends DType, X extends number, N extends number>(
  x: Tensor<S, D>,
  axis: OneAxis<'repeat', S, X>,
  count: N,
): Tensor<Splice<S, X, [TimesDim<At<S, X>, N>]>, D> {
  return result(expression.repeat(operand('repeat', x), axis as number, count));
}
