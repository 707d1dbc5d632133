// Composition: stages are functions from tensor to tensor, layers among them. One signature for each number of stages.
import type { DType } from '../dtype.ts';
import type { Equals, Message, Opaque, Shape } from '../shape/index.ts';
import type { AnyTensor, Tensor } from '../tensor.ts';

type F<A, B> = (x: A) => B;

// The defaults of `any` are what a failed call returns, so that one wrong stage is one error and not a cascade.
// biome-ignore-start lint/suspicious/noExplicitAny: see above
// biome-ignore format: one signature a line
export interface Pipe {
  <A, B = any>(x: A, b: F<A, B>): B;
  <A, B = any, C = any>(x: A, b: F<A, B>, c: F<B, C>): C;
  <A, B = any, C = any, D = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>): D;
  <A, B = any, C = any, D = any, E = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>): E;
  <A, B = any, C = any, D = any, E = any, G = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>): G;
  <A, B = any, C = any, D = any, E = any, G = any, H = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>): H;
  <A, B = any, C = any, D = any, E = any, G = any, H = any, I = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>): I;
  <A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>): J;
  <A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>): K;
  <A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>): L;
  <A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>): M;
  <A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>): N;
  <A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any, O = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>): O;
  <A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any, O = any, P = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>): P;
  <A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any, O = any, P = any, Q = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>): Q;
  <A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any, O = any, P = any, Q = any, R = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>): R;
  <A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any, O = any, P = any, Q = any, R = any, S = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>, s: F<R, S>): S;
  <A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any, O = any, P = any, Q = any, R = any, S = any, T = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>, s: F<R, S>, t: F<S, T>): T;
  <A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any, O = any, P = any, Q = any, R = any, S = any, T = any, U = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>, s: F<R, S>, t: F<S, T>, u: F<T, U>): U;
  <A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any, O = any, P = any, Q = any, R = any, S = any, T = any, U = any, V = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>, s: F<R, S>, t: F<S, T>, u: F<T, U>, v: F<U, V>): V;
}
// biome-ignore-end lint/suspicious/noExplicitAny: see above

// biome-ignore format: one signature a line
export interface Flow {
  <A, B, C>(b: F<A, B>, c: F<B, C>): (x: A) => C;
  <A, B, C, D>(b: F<A, B>, c: F<B, C>, d: F<C, D>): (x: A) => D;
  <A, B, C, D, E>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>): (x: A) => E;
  <A, B, C, D, E, G>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>): (x: A) => G;
  <A, B, C, D, E, G, H>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>): (x: A) => H;
  <A, B, C, D, E, G, H, I>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>): (x: A) => I;
  <A, B, C, D, E, G, H, I, J>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>): (x: A) => J;
  <A, B, C, D, E, G, H, I, J, K>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>): (x: A) => K;
  <A, B, C, D, E, G, H, I, J, K, L>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>): (x: A) => L;
  <A, B, C, D, E, G, H, I, J, K, L, M>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>): (x: A) => M;
  <A, B, C, D, E, G, H, I, J, K, L, M, N>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>): (x: A) => N;
  <A, B, C, D, E, G, H, I, J, K, L, M, N, O>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>): (x: A) => O;
  <A, B, C, D, E, G, H, I, J, K, L, M, N, O, P>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>): (x: A) => P;
  <A, B, C, D, E, G, H, I, J, K, L, M, N, O, P, Q>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>): (x: A) => Q;
  <A, B, C, D, E, G, H, I, J, K, L, M, N, O, P, Q, R>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>): (x: A) => R;
  <A, B, C, D, E, G, H, I, J, K, L, M, N, O, P, Q, R, S>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>, s: F<R, S>): (x: A) => S;
  <A, B, C, D, E, G, H, I, J, K, L, M, N, O, P, Q, R, S, T>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>, s: F<R, S>, t: F<S, T>): (x: A) => T;
  <A, B, C, D, E, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>, s: F<R, S>, t: F<S, T>, u: F<T, U>): (x: A) => U;
  <A, B, C, D, E, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, V>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>, s: F<R, S>, t: F<S, T>, u: F<T, U>, v: F<U, V>): (x: A) => V;
}

/** x through the stages, left to right: pipe(x, f, g) = g(f(x)). */
export const pipe: Pipe = <B>(x: unknown, ...stages: readonly F<unknown, unknown>[]): B =>
  through('pipe', x, stages) as B;

/** The function that sends its argument through the stages; generic in whatever the first stage is generic in. */
export const flow: Flow =
  <B>(...stages: readonly F<never, unknown>[]) =>
  (x: unknown): B =>
    through('flow', x, stages as readonly F<unknown, unknown>[]) as B;

// The signatures above say how the stages fit; here they are only applied in order.
function through(name: string, x: unknown, stages: readonly F<unknown, unknown>[]): unknown {
  return stages.reduce((value, stage, i) => {
    if (typeof stage !== 'function') throw new TypeError(`${name}: stage ${i + 1} is no function but ${typeof stage}`);
    return stage(value);
  }, x);
}

/** A stage is any function, G; the X that the context is about gives the types of its parameters that have none. */
type Stage<G, X, Y> = [X] extends [never] ? G : G | F<NoInfer<X>, Y>;
/** The stages as one: of X, or generic in the tensor that it is given where the stage is. */
type Repeated<G, X> = Equals<X, never, Called<G>> extends true ? OfAny<G, Takes<G>> : F<Repeats<G, X, ShapeOf<X>>, X>;
/** 'now' where G has been inferred (decide.ts). */
type Called<G> = [[G]] extends [[F<never, unknown>]] ? 'now' : 'later';
/** What G takes is a tensor where G is a layer, or generic in another way: then `infer` finds a sentence too. */
type Takes<G> = G extends F<infer P, unknown> ? P : AnyTensor;
type OfAny<G, P> = Opaque<P, G> extends true ? F<P, P> : [[P]] extends [[AnyTensor | string]] ? OfTensors<G> : F<P, P>;
type OfTensors<G> = <S extends Shape, D extends DType>(
  x: [S, D] extends [infer _S, infer _D] ? Repeats<G, Tensor<S, D>, S> : never,
) => Tensor<S, Given<G, D>>;
/** The type of elements that G gives: that of floats, or that of what it is given. */
type Given<G, D extends DType> = G extends F<never, Tensor<infer _, infer E>> ? ([E] extends ['f32'] ? 'f32' : D) : D;
/** X, of shape S, where G maps it to itself; in a function that is generic in its dimensions the run time knows. */
type Repeats<G, X, S extends unknown[]> =
  G extends F<X, X> ? X : Opaque<S[number], S> extends true ? X : Message<'repeated', [S]>;
type ShapeOf<X> = X extends Tensor<infer S, DType> ? S : [];

/** n stages of one shape in a row: repeated(3, (i) => blocks[i]!). */
export function repeated<X = never, Y = X, G = F<X, Y>>(
  n: number,
  stage: (i: number) => Stage<G, X, Y>,
): Repeated<G, X> {
  const stages = (x: unknown) =>
    Array.from({ length: n }, (_, i) => stage(i) as F<unknown, unknown>).reduce((value, f) => f(value), x);
  // each stage takes what the one before it gives, as the signature says
  return stages as Repeated<G, X>;
}
