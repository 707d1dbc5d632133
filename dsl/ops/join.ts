// Joining tensors, and putting elements around them.
import type { DType } from '../dtype.ts';
import type { Expr } from '../expr.ts';
import * as expression from '../expression/views.ts';
import { axisOf, lengthened, named, namesOf } from '../names.ts';
import type {
  At,
  Axis,
  AxisName,
  Dim,
  DimAdd,
  DimSum,
  Message,
  NewAxis,
  Numbered,
  OneAxis,
  Same,
  Shape,
  Sizes,
  Splice,
} from '../shape/index.ts';
import type { AnyTensor, Tensor } from '../tensor.ts';
import { operand, result } from './boundary.ts';
import { type ArrangedShape, arranged, type PatternOf } from './rearrange.ts';
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
export function concat<X extends AxisName, A extends Shape, D extends DType, const Ts extends readonly AnyTensor[]>(
  axis: OneAxis<'concat', A, X>,
  first: Tensor<A, D>,
  ...rest: { [I in keyof Ts]: Joins<A, D, Numbered<A, X>, Ts[I]> }
): Tensor<Splice<A, X, [Total<At<A, X>, Numbered<A, X>, Ts>]>, D> {
  const xs = [first, ...(rest as readonly unknown[])].map((x) => operand('concat', x));
  const at = axisOf('concat', xs[0]!, axis);
  return result(named(expression.concat(at, xs), sumAt(at, xs)));
}

/** The name of an axis that is several together, 'S+T', where each has a name of its own. */
function sumAt(at: number, xs: readonly Expr[]): (string | null)[] {
  const parts = xs.map((x) => namesOf(x).at(at));
  const isSum = parts.length > 1 && parts.every((p) => p != null) && new Set(parts).size === parts.length;
  return xs[0]!.shape.map(() => null as string | null).with(at, isSum ? parts.join('+') : null);
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

/** Tensors of one shape along a new axis: `axis` of the result, before the axis of that name. Its size is `number` where they come from an array. */
export function stack<X extends AxisName, A extends Shape, D extends DType, const Ts extends readonly AnyTensor[]>(
  axis: NewAxis<'stack', A, X>,
  first: Tensor<A, D>,
  ...rest: { [I in keyof Ts]: Agrees<A, D, Ts[I]> }
): Tensor<Insert<A, Axis<[...A, 1], X>, Count<Ts>>, D> {
  const xs = [first, ...(rest as readonly unknown[])].map((x) => operand('stack', x));
  return result(expression.stack(axisOf('stack', xs[0]!, axis), xs));
}

/** `before` and `after` elements of `fill` along `axis`. */
export function pad<S extends Shape, D extends DType, X extends AxisName, B extends number, A extends number>(
  x: Tensor<S, D>,
  axis: OneAxis<'pad', S, X>,
  before: B,
  after: A,
  fill = 0,
): Tensor<Splice<S, X, [DimAdd<DimAdd<At<S, X>, B>, A>]>, D> {
  const e = operand('pad', x);
  const at = axisOf('pad', e, axis);
  return result(lengthened(e, expression.padAxis(e, at, before, after, fill), at, before + after));
}

/** N where it holds sizes, and none where nothing is given. */
type SizesIn<N> = [N] extends [Sizes] ? N : Record<never, never>;
type Repeating<S extends Shape, X extends AxisName, N> = X extends `${string}->${string}`
  ? PatternOf<'repeat', S, X, SizesIn<N>>
  : [N] extends [number]
    ? OneAxis<'repeat', S, X>
    : Message<'repeat', ['repeat', 'undefined']>;
type Repeated<S extends Shape, X extends AxisName, N> = X extends `${string}->${string}`
  ? ArrangedShape<'repeat', S, X, SizesIn<N>>
  : Splice<S, X, [TimesDim<At<S, X>, N & number>]>;

/**
 * `count` whole copies one after another along `axis`: [a, b] -> [a, b, a, b]. By a pattern, along axes that are made anew or
 * joined to others: repeat(x, 'h w -> h w c', { c: 3 }), repeat(x, 'h w -> (h 2) w').
 */
export function repeat<
  S extends Shape,
  D extends DType,
  const X extends AxisName,
  const N extends number | Sizes = Record<never, never>,
>(x: Tensor<S, D>, axis: Repeating<S, X, N>, count?: N): Tensor<Repeated<S, X, N>, D> {
  const by: unknown = axis;
  if (typeof by === 'string' && by.includes('->')) return result(arranged('repeat', x, by, count));
  const e = operand('repeat', x);
  return result(expression.repeat(e, axisOf('repeat', e, by), count as number));
}
