// Sizes of which types know only that they are numbers: `const n: number`, an element of a `number[]`. Such a dimension fits
// every other one, as a type `any` does, and the run time compares the sizes. `quern check` warns where that happens.

/** Y where D is the type `number`, else N. `Dim` is a dimension that was not inferred, not a number. */
export type IfNumber<D, Y, N> = number extends D ? (string extends D ? N : Y) : N;

/** A shape as another one meets it; `any`, which stands for every shape, stays what it is by the intersection. */
export type GradualShape<S extends unknown[]> = number extends S[number]
  ? // biome-ignore lint/suspicious/noExplicitAny: it compares equal to all
    { [I in keyof S]: IfNumber<S[I], any, S[I]> } & S
  : S;

/**
 * D as another dimension meets it, or a shape D as another shape does: `any` for what is a `number`. A comparison is
 * `[[Gradual<A>, Gradual<B>]] extends [[Gradual<B>, Gradual<A>]]`, which also holds for a type parameter and itself (see same.ts).
 */
// biome-ignore lint/suspicious/noExplicitAny: it compares equal to all
export type Gradual<D> = IfNumber<D, any, unknown extends D ? D : { [I in keyof D]: IfNumber<D[I], any, D[I]> }>;
