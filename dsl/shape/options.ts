// Options whose type is inferred, because results depend on them ({ stride: 2 }): TypeScript takes any property there, so
// the parameter's type compares their names with those that there are. Run-time counterpart: rules/options.ts.
import type { Message } from './messages.ts';

/** What is left of A and B after the beginning that they share. */
type Ends<A extends string, B extends string> = A extends `${infer a}${infer ar}`
  ? B extends `${a}${infer br}`
    ? Ends<ar, br>
    : [A, B]
  : [A, B];
type Rest<A extends string> = A extends `${string}${infer R}` ? R : '';
/** What A becomes when its first two letters are exchanged. */
type Exchanged<A extends string> = A extends `${infer a}${infer b}${infer R}` ? `${b}${a}${R}` : A;
/** Does one slip of the keyboard make B of A: one letter for another, too few, too many, or two exchanged? */
type Slip<A extends string, B extends string> =
  Ends<Lowercase<A>, Lowercase<B>> extends [infer X extends string, infer Y extends string]
    ? Y extends Rest<X> | Exchanged<X>
      ? true
      : Rest<Y> extends X | Rest<X>
        ? true
        : false
    : never;
/** The names that X becomes by one slip. */
type Meant<X extends string, Names> = Names extends string ? (Slip<X, Names> extends true ? Names : never) : never;
/** The one of `Names` that X becomes by one slip, or never. */
export type MeantAmong<X extends string, Names> = IsOne<Meant<X, Names>> extends true ? Meant<X, Names> : never;
type IsOne<T, U = T> = [T] extends [never] ? false : T extends T ? ([U] extends [T] ? true : false) : never;

// [O] extends [infer X]: no sentence is put together while O is a type parameter
type Sentence<Op extends string, O, Known> = [O] extends [infer X]
  ? NoOption<Op, Exclude<keyof X, keyof Known>, keyof Known>
  : never;
type NoOption<Op extends string, X, Names> = X extends string
  ? IsOne<Meant<X, Names>> extends true
    ? Message<'optionMeant', [Op, X, Meant<X, Names>]>
    : Message<'option', [Op, X]>
  : never;

/** The sentence about what O has and `Known` has not, or never. */
type WrongOption<Op extends string, O, Known> = [Exclude<keyof O, keyof Known>] extends [never]
  ? never
  : Sentence<Op, O, Known>;

/** O itself where `Known` has all its options; else the sentence. One conditional with O as a branch: O stays a literal. */
export type Options<Op extends string, O, Known> = [WrongOption<Op, O, Known>] extends [never]
  ? O
  : WrongOption<Op, O, Known>;

/** What O extends: `object` beside them lets wrong names alone through to `Options`, which has the words for them. */
export type Some<Known> = Known & object;
