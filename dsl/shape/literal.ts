// What a leaf constructor accepts as a dimension: a literal number or a name.
import type { Message } from './messages.ts';

type Whole<D extends number> = `${D}` extends `-${string}` | `${string}.${string}` | `${string}e${string}`
  ? Message<'dimensionSize', [D]>
  : D;
type Operator = '+' | '-' | '*' | '/' | '(' | ')' | '!';
type NameError<D extends string, X extends string> = X extends Operator
  ? D extends `${string}${X}${string}`
    ? Message<'dimensionName', [D, X]>
    : never
  : never;
type Name<D extends string> = D extends `${string}${Operator}${string}` ? NameError<D, Operator> : D;

/**
 * D itself when it is a whole literal or a plain name, else a message. `number` and `string` are rejected: they would
 * unify with everything. Sizes that arithmetic on names made, such as 'T-2', are accepted by `Dimension`, not here.
 */
export type Literal<D> = number extends D
  ? Message<'literal', ['number']>
  : string extends D
    ? Message<'literal', ['string']>
    : D extends number
      ? Whole<D>
      : D extends string
        ? Name<D>
        : D;
