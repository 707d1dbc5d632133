// einsum('bij,bjk->bik', a, b): the specification parsed and checked at type level. An ellipsis stands for any number of
// axes, which broadcast: '...ij,...jk->...ik'; here it is one character. Run-time counterpart: rules/einsum.ts.
import type { Broadcast, Broadcasts } from './broadcast.ts';
import type { Shape } from './dims.ts';
import type { Gradual } from './gradual.ts';
import type { Message } from './messages.ts';

type Strip<S extends string> = S extends `${infer A} ${infer B}` ? Strip<`${A}${B}`> : S;
/** '...' as one character */
type Dots<S extends string> = S extends `${infer A}...${infer B}` ? `${A}…${Dots<B>}` : S;
/** as the user wrote it */
type Shown<S extends string> = S extends `${infer A}…${infer B}` ? `${A}...${Shown<B>}` : S;
type Split<S extends string> = S extends `${infer A},${infer B}` ? [A, ...Split<B>] : [S];
/** [['bij', 'bjk'], 'bik'] */
type Spec<E extends string> = Dots<Strip<E>> extends `${infer In}->${infer Out}` ? [Split<In>, Out] : null;

type TakeFirst<L, S, Acc extends unknown[] = []> = L extends `${string}${infer R}`
  ? S extends [infer H, ...infer T]
    ? TakeFirst<R, T, [...Acc, H]>
    : null
  : [Acc, S];
type TakeLast<L, S, Acc extends unknown[] = []> = L extends `${string}${infer R}`
  ? S extends [...infer T, infer H]
    ? TakeLast<R, T, [H, ...Acc]>
    : null
  : [S, Acc];
/** [the axes before the ellipsis, those of it, those after it], or null where there are too few */
type Parts<A, B, S> =
  TakeFirst<A, S> extends [infer F, infer R] ? (TakeLast<B, R> extends [infer M, infer L] ? [F, M, L] : null) : null;
/** The dimensions that the ellipsis of L stands for in S. */
type Middle<L, S> = L extends `${infer A}…${infer B}`
  ? Parts<A, B, S> extends [unknown, infer M extends unknown[], unknown]
    ? M
    : []
  : [];
/** What the ellipses of the operands before operand I broadcast to; of all where I is none of them. */
type Ellipsis<Ls, Ss, I = null, Acc extends unknown[] = [], N extends 0[] = []> = `${N['length']}` extends I
  ? Acc
  : [Ls, Ss] extends [[infer L, ...infer LR], [infer S, ...infer SR]]
    ? [Middle<L, S>] extends [infer M extends unknown[]]
      ? Ellipsis<LR, SR, I, Broadcast<Acc, M>, [...N, 0]>
      : never
    : Acc;

// label -> dimension, the first occurrence wins; never looks at a dimension itself, so type parameters pass through
type Labels<L, S, Acc = unknown> = L extends `${infer A}…${infer B}`
  ? Parts<A, B, S> extends [infer F, unknown, infer R]
    ? Labels<B, R, Labels<A, F, Acc>>
    : Acc
  : L extends `${infer H}${infer LT}`
    ? S extends [infer D, ...infer ST]
      ? Labels<LT, ST, H extends keyof Acc ? Acc : Acc & { [k in H]: D }>
      : Acc
    : Acc;
type AllLabels<Ls, Ss, Acc = unknown> = Ls extends [infer L, ...infer LR]
  ? Ss extends [infer S, ...infer SR]
    ? AllLabels<LR, SR, Labels<L, S, Acc>>
    : Acc
  : Acc;
/** The shape of labels L; M is what an ellipsis in it stands for. */
type Lookup<L, D, M extends unknown[], Acc extends unknown[] = []> = L extends `${infer H}${infer T}`
  ? Lookup<T, D, M, H extends '…' ? [...Acc, ...M] : [...Acc, H extends keyof D ? D[H] : never]>
  : Acc;

/** The shape of the result. */
export type EinsumOut<E extends string, Ss> =
  Spec<E> extends [infer Ls, infer O] ? Lookup<O, AllLabels<Ls, Ss>, EllipsisFor<O, Ls, Ss>> : never;
type EllipsisFor<O, Ls, Ss> = O extends `${string}…${string}` ? Ellipsis<Ls, Ss> : [];

/** The shape that operand I must have, given every operand. */
export type EinsumIn<E extends string, Ss, I> =
  Spec<E> extends [infer Ls, string]
    ? I extends keyof Ls & keyof Ss
      ? Lookup<Ls[I], AllLabels<Ls, Ss>, Fitting<Ls, Ss, I>>
      : never
    : never;
type Fitting<Ls, Ss, I extends keyof Ls & keyof Ss> = Ls[I] extends `${string}…${string}`
  ? Meets<Ellipsis<Ls, Ss, I>, Middle<Ls[I], Ss[I]>, Middle<Ls[I], Ss[I]>> extends infer M extends unknown[]
    ? M
    : [never]
  : [];
/** Y where the two shapes broadcast. They have names here, since broadcasting decides on shapes and not on what becomes one. */
type Meets<S, T, Y> = [S, T] extends [infer A extends unknown[], infer B extends unknown[]]
  ? Broadcasts<A, B, Y, 'einsum'>
  : never;

type Length<S extends string, N extends 0[] = []> = S extends `${infer H}${infer T}`
  ? Length<T, H extends '…' ? N : [...N, 0]>
  : N['length'];
type FirstWith<Ls, H extends string> = Ls extends [infer L extends string, ...infer R]
  ? L extends `${string}${H}${string}`
    ? L
    : FirstWith<R, H>
  : never;
type Clash<Ls, L extends string, Rest, S, D> = Rest extends `${infer A}…${infer B}`
  ? Parts<A, B, S> extends [infer F, unknown, infer R]
    ? [Clash<Ls, L, A, F, D>] extends [never]
      ? Clash<Ls, L, B, R, D>
      : Clash<Ls, L, A, F, D>
    : never
  : Rest extends `${infer H}${infer T}`
    ? S extends [infer d, ...infer ST]
      ? H extends keyof D
        ? [[Gradual<d>, Gradual<D[H]>]] extends [[Gradual<D[H]>, Gradual<d>]]
          ? Clash<Ls, L, T, ST, D>
          : Message<'einsumLabel', [H, D[H], Shown<FirstWith<Ls, H>>, d, Shown<L>]>
        : never
      : never
    : never;

/** What is wrong with operand I. */
export type EinsumError<E extends string, Ss extends Shape[], I> =
  Spec<E> extends [infer Ls extends string[], string]
    ? I extends keyof Ls & keyof Ss
      ? [Ls[I], Ss[I]] extends [infer L extends string, infer S extends unknown[]]
        ? L extends `${infer A}…${infer B}`
          ? Parts<A, B, S> extends null
            ? Message<'einsumRank', [Shown<L>, `${Length<L>} or more`, S]>
            : [Clash<Ls, L, L, S, AllLabels<Ls, Ss>>] extends [never]
              ? Meets<Ellipsis<Ls, Ss, I>, Middle<L, S>, never>
              : Clash<Ls, L, L, S, AllLabels<Ls, Ss>>
          : Length<L> extends S['length']
            ? Clash<Ls, L, L, S, AllLabels<Ls, Ss>>
            : Message<'einsumRank', [L, Length<L>, S]>
        : never
      : never
    : never;

/** The first label of the output that no input has, or null. */
type Unknown<O, In extends string> = O extends `${infer H}${infer T}`
  ? In extends `${string}${H}${string}`
    ? Unknown<T, In>
    : H
  : null;
type Repeated<O> = O extends `${infer H}${infer T}` ? (T extends `${string}${H}${string}` ? H : Repeated<T>) : null;
/** The first operand with two ellipses, or null. */
type TwoDots<Ls> = Ls extends [infer L extends string, ...infer R]
  ? L extends `${string}…${string}…${string}`
    ? L
    : TwoDots<R>
  : null;

/** true, or a message about the specification E for the operands' shapes Ss */
export type EinsumSpec<E extends string, Ss extends unknown[]> =
  Dots<Strip<E>> extends infer S extends string
    ? S extends `${string}.${string}`
      ? Message<'einsumSpec', [E]>
      : S extends `${infer In}->${infer O}`
        ? TwoDots<Split<In>> extends infer L extends string
          ? Message<'einsumDots', [Shown<L>]>
          : Unknown<O, In> extends infer X extends string
            ? Message<'einsumOutput', [Shown<X>]>
            : Repeated<O> extends infer X extends string
              ? Message<'einsumRepeated', [Shown<X>]>
              : [In, O] extends [`${string}…${string}`, Exclude<O, `${string}…${string}`>]
                ? Message<'einsumDropped', [E]>
                : Split<In>['length'] extends Ss['length']
                  ? true
                  : Message<'einsumOperands', [E, Split<In>['length'], Ss['length']]>
        : Message<'einsumSpec', [E]>
    : never;
