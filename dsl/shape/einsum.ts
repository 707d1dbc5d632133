// einsum('bij,bjk->bik', a, b): the specification parsed and checked at type level. Run-time counterpart: rules/einsum.ts.
import type { Shape } from './dims.ts';
import type { Message } from './messages.ts';

type Strip<S extends string> = S extends `${infer A} ${infer B}` ? Strip<`${A}${B}`> : S;
type Split<S extends string> = S extends `${infer A},${infer B}` ? [A, ...Split<B>] : [S];
/** [['bij', 'bjk'], 'bik'] */
type Spec<E extends string> = Strip<E> extends `${infer In}->${infer Out}` ? [Split<In>, Out] : null;

// label -> dimension, the first occurrence wins; never looks at a dimension itself, so type parameters pass through
type Labels<L, S, Acc = unknown> = L extends `${infer H}${infer LT}`
  ? S extends [infer D, ...infer ST]
    ? Labels<LT, ST, H extends keyof Acc ? Acc : Acc & { [k in H]: D }>
    : Acc
  : Acc;
type AllLabels<Ls, Ss, Acc = unknown> = Ls extends [infer L, ...infer LR]
  ? Ss extends [infer S, ...infer SR]
    ? AllLabels<LR, SR, Labels<L, S, Acc>>
    : Acc
  : Acc;
type Lookup<L, D, Acc extends unknown[] = []> = L extends `${infer H}${infer T}`
  ? Lookup<T, D, [...Acc, H extends keyof D ? D[H] : never]>
  : Acc;

/** The shape of the result. */
export type EinsumOut<E extends string, Ss> =
  Spec<E> extends [infer Ls, infer O] ? Lookup<O, AllLabels<Ls, Ss>> : never;

/** The shape that operand I must have, given every operand. */
export type EinsumIn<E extends string, Ss, I> =
  Spec<E> extends [infer Ls, string] ? (I extends keyof Ls ? Lookup<Ls[I], AllLabels<Ls, Ss>> : never) : never;

type Length<S extends string, N extends 0[] = []> = S extends `${string}${infer T}`
  ? Length<T, [...N, 0]>
  : N['length'];
type FirstWith<Ls, H extends string> = Ls extends [infer L extends string, ...infer R]
  ? L extends `${string}${H}${string}`
    ? L
    : FirstWith<R, H>
  : never;
type Clash<Ls, L extends string, Rest, S, D> = Rest extends `${infer H}${infer T}`
  ? S extends [infer d, ...infer ST]
    ? H extends keyof D
      ? [[d]] extends [[D[H]]]
        ? Clash<Ls, L, T, ST, D>
        : Message<'einsumLabel', [H, D[H], FirstWith<Ls, H>, d, L]>
      : never
    : never
  : never;

/** What is wrong with operand I. */
export type EinsumError<E extends string, Ss extends Shape[], I> =
  Spec<E> extends [infer Ls extends string[], string]
    ? I extends keyof Ls & keyof Ss
      ? [Ls[I], Ss[I]] extends [infer L extends string, infer S extends unknown[]]
        ? Length<L> extends S['length']
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

/** true, or a message about the specification E for the operands' shapes Ss */
export type EinsumSpec<E extends string, Ss extends unknown[]> =
  Strip<E> extends `${infer In}->${infer O}`
    ? Unknown<O, In> extends infer X extends string
      ? Message<'einsumOutput', [X]>
      : Repeated<O> extends infer X extends string
        ? Message<'einsumRepeated', [X]>
        : Split<In>['length'] extends Ss['length']
          ? true
          : Message<'einsumOperands', [E, Split<In>['length'], Ss['length']]>
    : Message<'einsumSpec', [E]>;
