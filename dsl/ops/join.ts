// Joining tensors, and putting elements around them.
import type { DType } from '../dtype.ts';
import * as expression from '../expression/views.ts';
import type { At, Axis, Concat, Dim, DimAdd, Message, OneAxis, Same, Shape, Splice } from '../shape/index.ts';
import type { Tensor } from '../tensor.ts';
import { operand, result } from './boundary.ts';
import type { TimesDim } from './sizes.ts';

type ConcatAll<Ss extends readonly unknown[], X extends number> = Ss extends [
  infer A extends Shape,
  infer B extends Shape,
  ...infer R extends Shape[],
]
  ? ConcatAll<[Concat<A, B, X>, ...R], X>
  : Ss extends [infer A extends Shape]
    ? A
    : Shape;

/** The tensors one after another along `axis`; their other dimensions agree: concat(1, a, b). */
export function concat<X extends number, A extends Shape, D extends DType, Ss extends Shape[]>(
  axis: OneAxis<'concat', A, X>,
  first: Tensor<A, D>,
  ...rest: {
    [I in keyof Ss]: Same<
      Splice<Ss[I], X, [1]>,
      Splice<A, X, [1]>,
      Tensor<Ss[I], D>,
      Message<'concat', ['concat', A, Ss[I], X]>
    >;
  }
): Tensor<ConcatAll<[A, ...Ss], X>, D> {
  const xs = [first, ...(rest as readonly unknown[])].map((x) => operand('concat', x));
  return result(expression.concat(axis as number, xs));
}

type Insert<S extends unknown[], X, N, Head extends unknown[] = []> = Head['length'] extends X
  ? [...Head, N, ...S]
  : S extends [infer H, ...infer T]
    ? Insert<T, X, N, [...Head, H]>
    : [...Head, N];

/** Tensors of one shape along a new axis: `axis` of the result. */
export function stack<X extends number, A extends Shape, D extends DType, Ss extends Shape[]>(
  axis: OneAxis<'stack', [...A, 1], X>,
  first: Tensor<A, D>,
  ...rest: { [I in keyof Ss]: Same<Ss[I], A, Tensor<Ss[I], D>, Message<'stack', [A, Ss[I]]>> }
): Tensor<Insert<A, Axis<[...A, 1], X>, [A, ...Ss]['length']>, D> {
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
