// Composition: stages are functions from tensor to tensor, layers among them.
type F<A, B> = (x: A) => B;

// The defaults of `any` are what a failed call returns, so that one wrong stage is one error and not a cascade.
// biome-ignore-start lint/suspicious/noExplicitAny: see above
/** x through the stages, left to right: pipe(x, f, g) = g(f(x)). */
export function pipe<A, B = any>(x: A, b: F<A, B>): B;
export function pipe<A, B = any, C = any>(x: A, b: F<A, B>, c: F<B, C>): C;
export function pipe<A, B = any, C = any, D = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>): D;
export function pipe<A, B = any, C = any, D = any, E = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>): E;
export function pipe<A, B = any, C = any, D = any, E = any, G = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>): G;
export function pipe<A, B = any, C = any, D = any, E = any, G = any, H = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>): H;
export function pipe<A, B = any, C = any, D = any, E = any, G = any, H = any, I = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>): I;
export function pipe<A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>): J;
export function pipe<A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>): K;
export function pipe<A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>): L;
export function pipe<A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>): M;
export function pipe<A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>): N;
export function pipe<A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any, O = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>): O;
export function pipe<A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any, O = any, P = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>): P;
export function pipe<A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any, O = any, P = any, Q = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>): Q;
export function pipe<A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any, O = any, P = any, Q = any, R = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>): R;
export function pipe<A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any, O = any, P = any, Q = any, R = any, S = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>, s: F<R, S>): S;
export function pipe<A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any, O = any, P = any, Q = any, R = any, S = any, T = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>, s: F<R, S>, t: F<S, T>): T;
export function pipe<A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any, O = any, P = any, Q = any, R = any, S = any, T = any, U = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>, s: F<R, S>, t: F<S, T>, u: F<T, U>): U;
export function pipe<A, B = any, C = any, D = any, E = any, G = any, H = any, I = any, J = any, K = any, L = any, M = any, N = any, O = any, P = any, Q = any, R = any, S = any, T = any, U = any, V = any>(x: A, b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>, s: F<R, S>, t: F<S, T>, u: F<T, U>, v: F<U, V>): V;
export function pipe(x: unknown, ...stages: readonly F<any, unknown>[]): unknown {
  return stages.reduce((value, stage) => stage(value), x);
}
// biome-ignore-end lint/suspicious/noExplicitAny: see above

/** The stages as one function, which is generic in whatever the first stage is generic in: flow(f, g)(x) = g(f(x)). */
export function flow<A, B, C>(b: F<A, B>, c: F<B, C>): (x: A) => C;
export function flow<A, B, C, D>(b: F<A, B>, c: F<B, C>, d: F<C, D>): (x: A) => D;
export function flow<A, B, C, D, E>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>): (x: A) => E;
export function flow<A, B, C, D, E, G>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>): (x: A) => G;
export function flow<A, B, C, D, E, G, H>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>): (x: A) => H;
export function flow<A, B, C, D, E, G, H, I>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>): (x: A) => I;
export function flow<A, B, C, D, E, G, H, I, J>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>): (x: A) => J;
export function flow<A, B, C, D, E, G, H, I, J, K>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>): (x: A) => K;
export function flow<A, B, C, D, E, G, H, I, J, K, L>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>): (x: A) => L;
export function flow<A, B, C, D, E, G, H, I, J, K, L, M>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>): (x: A) => M;
export function flow<A, B, C, D, E, G, H, I, J, K, L, M, N>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>): (x: A) => N;
export function flow<A, B, C, D, E, G, H, I, J, K, L, M, N, O>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>): (x: A) => O;
export function flow<A, B, C, D, E, G, H, I, J, K, L, M, N, O, P>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>): (x: A) => P;
export function flow<A, B, C, D, E, G, H, I, J, K, L, M, N, O, P, Q>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>): (x: A) => Q;
export function flow<A, B, C, D, E, G, H, I, J, K, L, M, N, O, P, Q, R>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>): (x: A) => R;
export function flow<A, B, C, D, E, G, H, I, J, K, L, M, N, O, P, Q, R, S>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>, s: F<R, S>): (x: A) => S;
export function flow<A, B, C, D, E, G, H, I, J, K, L, M, N, O, P, Q, R, S, T>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>, s: F<R, S>, t: F<S, T>): (x: A) => T;
export function flow<A, B, C, D, E, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>, s: F<R, S>, t: F<S, T>, u: F<T, U>): (x: A) => U;
export function flow<A, B, C, D, E, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, V>(b: F<A, B>, c: F<B, C>, d: F<C, D>, e: F<D, E>, g: F<E, G>, h: F<G, H>, i: F<H, I>, j: F<I, J>, k: F<J, K>, l: F<K, L>, m: F<L, M>, n: F<M, N>, o: F<N, O>, p: F<O, P>, q: F<P, Q>, r: F<Q, R>, s: F<R, S>, t: F<S, T>, u: F<T, U>, v: F<U, V>): (x: A) => V;
// biome-ignore lint/suspicious/noExplicitAny: the overloads say how the stages fit
export function flow(...stages: readonly F<any, unknown>[]): F<unknown, unknown> {
  return (x) => stages.reduce((value: unknown, stage) => stage(value), x);
}

/** n stages of one shape in a row: repeat(3, (i) => blocks[i]!). */
export function repeated<T>(n: number, stage: (i: number) => F<T, T>): F<T, T> {
  return (x) => Array.from({ length: n }, (_, i) => stage(i)).reduce((value, f) => f(value), x);
}
