// What a leaf constructor accepts as a dimension: a literal number or a name.
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
type Name<D extends string> = D extends `${infer c}${infer r}`
  ? [c, AllLater<r>] extends [Letter, true]
    ? D
    : Message<'dimensionName', [D]>
  : Message<'dimensionName', [D]>;

/**
 * D itself when it is a whole literal, a `number` (gradual.ts) or a plain name, else a message. A `string` is rejected: it
 * would unify with every name; and so are sizes that arithmetic on names makes, such as 'T-2', and texts that no name is.
 */
export type Literal<D> = IfNumber<
  D,
  D,
  string extends D ? Message<'literal', ['string']> : D extends number ? Whole<D> : D extends string ? Name<D> : D
>;
