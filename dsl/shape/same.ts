// The comparison that every check is made of. Two rules keep shape types usable on type parameters, that is, inside
// users' generic layers:
//  1. Compare with `[[A]] extends [[B]]`, not `A extends B`. The checker defers a conditional type whose check type is
//     a type parameter (or a one-level tuple of one); it evaluates this one, and equal type parameters unify.
//  2. Take tuples apart with `infer H`, never `infer H extends Dim`. The checker also evaluates a deferred type with
//     its parameters' constraints removed; a constrained infer then fails and silently takes the false branch.
// Where two different type parameters must get an answer, decide.ts has the questions.

import type { Gradual } from './gradual.ts';

/** Y when A and B are the same, but for sizes that are a plain `number`, which fit all; else N. */
export type Same<A, B, Y, N> = [[A, B]] extends [[B, A]]
  ? Y
  : [[Gradual<A>, Gradual<B>]] extends [[Gradual<B>, Gradual<A>]]
    ? Y
    : N;
