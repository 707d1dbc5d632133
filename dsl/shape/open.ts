// Shapes whose number of axes is not known, in a user's generic function: [...L, C], [B, ...L], S. An axis is known where it
// is counted from an end that is. Of the others the run time decides; what they leave stays an expression of the shape.
import type { Axis, AxisName, Below, Places, ReduceGo, SpliceGo, UpTo } from './axis.ts';
import type { Equals, NowAxis } from './decide.ts';
import type { Shape } from './dims.ts';

/** [the dimensions that S begins with, what is between, the dimensions that it ends with] */
type Pieces<S, G, B extends unknown[] = []> = [[G, S]] extends [
  ['now', readonly [...infer R, infer h] | (infer X extends unknown[])],
]
  ? true extends Equals<h, unknown, G> | Equals<R, X, G>
    ? Started<X, G, B>
    : Pieces<R, G, [h, ...B]>
  : never;
type Started<S, G, B extends unknown[], F extends unknown[] = []> = [[G, S]] extends [
  ['now', readonly [infer h, ...infer R] | (infer X extends unknown[])],
]
  ? true extends Equals<h, unknown, G> | Equals<R, X, G>
    ? [F, X, B]
    : Started<R, G, B, [...F, h]>
  : never;
type Whole<F extends unknown[], M extends unknown[], B extends unknown[]> = [F, B] extends [[], []]
  ? M
  : [...F, ...M, ...B];

/** A where it is an axis of the end B; as a name that B has. */
type InBack<B extends unknown[], A> = A extends number
  ? `${A}` extends `-${infer N extends number}`
    ? N extends UpTo<B>
      ? A
      : never
    : never
  : Places<B, A> extends [number]
    ? A
    : never;
type InFront<F extends unknown[], A> = A extends number
  ? A extends Below<F>
    ? A
    : never
  : Places<F, A> extends [number]
    ? A
    : never;
type Elements<A> = A extends readonly unknown[] ? A[number] : A;
/** The numbers of the axes A among those of S. */
type Numbers<S extends unknown[], A> = A extends AxisName ? Axis<S, A> : never;

/** S reduced over the axes A. */
export type OpenReduce<S extends unknown[], A, Keep extends boolean> =
  Elements<A> extends infer E
    ? Pieces<S, NowAxis<A>> extends [infer F extends unknown[], infer M extends unknown[], infer B extends unknown[]]
      ? [Exclude<E, InBack<B, E> | InFront<F, E>>] extends [never]
        ? Whole<
            ReduceGo<F, Numbers<F, InFront<F, E>>, Keep>,
            M,
            ReduceGo<B, Numbers<B, Exclude<InBack<B, E>, InFront<F, E>>>, Keep>
          >
        : Keep extends true
          ? KeptDims<S, A>
          : number extends S['length']
            ? unknown extends S[number]
              ? S
              : Shape
            : ReduceGo<S, Numbers<S, E>, false>
      : never
    : never;
/** S with 1 at the axes A, at all of them when undefined: it broadcasts with S, whatever S is. */
export type KeptDims<S extends unknown[], A> = { [I in keyof S]: IfAxis<I, S, A, 1, S[I]> };
type IfAxis<I, S extends unknown[], A, Y, N> = A extends undefined
  ? Y
  : I extends `${Numbers<S, Elements<A>> & number}`
    ? Y
    : N;

/** The dimension of the axis A of S. */
export type OpenAt<S extends unknown[], A> =
  Pieces<S, NowAxis<A>> extends [infer F extends unknown[], unknown, infer B extends unknown[]]
    ? [InFront<F, A>] extends [never]
      ? [InBack<B, A>] extends [never]
        ? S[Numbers<S, A>]
        : B[Numbers<B, A>]
      : F[Numbers<F, A>]
    : never;
/** S with R in place of the dimension of the axis A. */
export type OpenSplice<S extends unknown[], A, R extends unknown[]> =
  Pieces<S, NowAxis<A>> extends [infer F extends unknown[], infer M extends unknown[], infer B extends unknown[]]
    ? [InFront<F, A>] extends [never]
      ? [InBack<B, A>] extends [never]
        ? SpliceGo<S, Numbers<S, A>, R>
        : Whole<F, M, SpliceGo<B, Numbers<B, A>, R>>
      : Whole<SpliceGo<F, Numbers<F, A>, R>, M, B>
    : never;
