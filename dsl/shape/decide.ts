// Questions that have an answer for type parameters too. Inside a user's generic function a dimension is a type parameter,
// and the checker puts a conditional type about it off: it might become anything. A signature must answer at once, or
// neither a right program passes nor a wrong one is told a sentence.
//
// The checker evaluates our own types with their own parameters as well, where they are declared, and must put them off
// there. So each question takes G, which says when it is asked: `Now<X>` of what a call infers, a shape or an axis. It is
// 'now' as soon as X is a tuple or a number, whatever stands in it, and undecided while X is a parameter itself.

/** 'now' where X is known to be a shape, an axis or a list of axes. */
export type Now<X> = [[X]] extends [[readonly unknown[] | number | undefined]] ? 'now' : 'later';

/** The same of an axis that may also be a name; where X is declared to be one it cannot be asked. */
export type NowAxis<X> = [[X]] extends [[readonly unknown[] | number | string | undefined]] ? 'now' : 'later';

type Returns<T> = () => T;
/**
 * Whether A and B are one type. Equal types are one signature, and then the last two of the three begin with that of
 * `unknown`.
 */
export type Equals<A, B, G = 'now'> = [[G, Returns<unknown> & Returns<[A]> & Returns<[B]>]] extends [
  ['now', { (): infer P; (): infer _ }],
]
  ? [[unknown]] extends [[P]]
    ? true
    : false
  : never;

/** 0; where D is a type parameter it might be 1, since whatever D becomes both ways are open. */
type Open<D, G> = [[D]] extends [[symbol]] ? ([[string]] extends [[G]] ? 0 : 1) : 0;
/** Whether D is a type parameter, or what arithmetic makes of one; G is a shape or an axis of the call. */
export type Opaque<D, G> = [[Open<D, G>]] extends [[0]] ? false : true;

type OpenLength<S extends readonly unknown[], G> = [[number]] extends [[S['length']]]
  ? [[string]] extends [[G]]
    ? 0
    : 1
  : 0;
/** Whether the number of axes of S is not known: S, or the L of [...L, C], is a type parameter or `Shape`; G is the axis of the call. */
export type IsOpen<S extends readonly unknown[], G> = [[OpenLength<S, G>]] extends [[0]] ? false : true;

/** [...R, h] as [R, h, S]; h is `unknown` where S has no last dimension, or none that is known: [] and the L of [...L, C]. */
export type Last<S, G = 'now'> = [[G, S]] extends [['now', readonly [...infer R, infer h] | infer X]]
  ? [R, h, X]
  : never;
