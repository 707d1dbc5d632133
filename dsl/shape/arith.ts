// Integer arithmetic on number literals.
import type { SAdd, SDiv, SDivMod, SMul, SSub } from './digits.ts';

// [S], not S: a distributive conditional makes the checker expand the constraint of a deferred digit loop.
type ToNum<S> = [S] extends [`${infer N extends number}`] ? N : never;
type Neg<S extends string> = S extends '0' ? '0' : `-${S}`;
type Diff<A extends string, B extends string> =
  SSub<A, B> extends infer R extends string ? R : Neg<SSub<B, A> & string>;
type Signed<A extends string, B extends string> = A extends `-${infer a}`
  ? B extends `-${infer b}`
    ? Neg<SAdd<a, b>>
    : Diff<B, a>
  : B extends `-${infer b}`
    ? Diff<A, b>
    : SAdd<A, B>;

// `number extends` keeps wide operands, and the constraints of type parameters, out of the digit loops.
export type Add<A extends number, B extends number> = number extends A | B ? number : ToNum<Signed<`${A}`, `${B}`>>;
export type Negate<A extends number> = number extends A
  ? number
  : `${A}` extends `-${infer N extends number}`
    ? N
    : ToNum<Neg<`${A}`>>;
export type Sub<A extends number, B extends number> = Add<A, Negate<B>>;
export type Mul<A extends number, B extends number> = number extends A | B
  ? number
  : `${A}` extends `-${infer a}`
    ? ToNum<Neg<SMul<a, `${B}`>>>
    : ToNum<SMul<`${A}`, `${B}`>>;
export type FloorDiv<A extends number, B extends number> = number extends A | B ? number : ToNum<SDiv<`${A}`, `${B}`>>;
/** A / B when exact, else null */
export type ExactDiv<A extends number, B extends number> = number extends A | B
  ? number
  : SDivMod<`${A}`, `${B}`> extends [infer Q extends string, '0']
    ? ToNum<Q>
    : null;
export type IsNegative<A extends number> = [`${A}`] extends [`-${string}`] ? true : false;
export type Lt<A extends number, B extends number> = IsNegative<Sub<A, B>>;
