// What a leaf constructor accepts as a dimension: a literal number, a name, or a multiple of a name and a constant, so that
// sizes that an architecture needs can be declared: '4*H' is divided by 2 twice and doubled twice, and is '4*H' again.
import type { IfNumber } from './gradual.ts';
import type { Message } from './messages.ts';

type Whole<D extends number> = `${D}` extends `-${string}` | `${string}.${string}` | `${string}e${string}`
  ? Message<'dimensionSize', [D]>
  : D;
type Lower =
  | ('a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm')
  | ('n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z');
type Letter = Lower | Uppercase<Lower>;
type Later = Letter | '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '_';
type AllLater<S extends string> = S extends `${infer c}${infer r}` ? (c extends Later ? AllLater<r> : false) : true;
/** Other characters would be arithmetic, or have no place in the order of names that a sum is written in. */
type IsName<D> = D extends `${infer c}${infer r}` ? ([c, AllLater<r>] extends [Letter, true] ? true : false) : false;
type Name<D extends string> = IsName<D> extends true ? D : Message<'dimensionName', [D]>;

/** Is the text a whole number, 1 or more, as types write it? */
type IsCount<K> = K extends `${infer N extends number}`
  ? number extends N
    ? false
    : K extends '0' | `-${string}` | `${string}.${string}`
      ? false
      : true
  : false;
type IsShifted<D> = D extends `${infer X}+${infer K}`
  ? [IsName<X>, IsCount<K>] extends [true, true]
    ? true
    : false
  : D extends `${infer X}-${infer K}`
    ? [IsName<X>, IsCount<K>] extends [true, true]
      ? true
      : false
    : IsName<D>;
/** '4*H', 'T+1', '2*T-1': the text that a sum of one term and a constant has in types (polynomial.ts) */
type IsLinear<D> = D extends `${infer C}*${infer R}`
  ? C extends '1'
    ? false
    : [IsCount<C>, IsShifted<R>] extends [true, true]
      ? true
      : false
  : IsShifted<D>;
type Text<D extends string> = D extends `${string}${'+' | '-' | '*'}${string}`
  ? IsLinear<D> extends true
    ? D
    : Message<'dimensionSum', [D]>
  : Name<D>;

/** A plain name, else a message. */
export type PlainName<D extends string> = string extends D ? Message<'literal', ['string']> : Name<D>;

/**
 * D itself when it is a whole literal, a `number` (gradual.ts), a plain name, or a multiple of one and a constant, else
 * a message. A `string` is rejected: it would unify with every name. So is what else arithmetic on names makes, such as 'S+T'
 * and '(T+1)/2', which no binding of the names can be read from, and texts that no name is.
 */
export type Literal<D> = IfNumber<
  D,
  D,
  string extends D ? Message<'literal', ['string']> : D extends number ? Whole<D> : D extends string ? Text<D> : D
>;
