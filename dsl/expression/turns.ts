// The loops whose bodies are being traced, and what a step of training does there: it draws from another key in each turn,
// and a value that it keeps goes from turn to turn.
import { makeInput, makeIota } from '../build.ts';
import type { Expr, Input, Parameter } from '../expr.ts';
import { shared } from '../shared.ts';
import { toF32 } from './pointwise.ts';
import { foldInEach } from './random.ts';

export interface Turn {
  readonly length: number;
  /** sequences besides those that the loop goes over */
  readonly rows: { readonly sequence: Expr; readonly slice: Input }[];
  /** the value after a turn of each parameter that is kept, and what takes the one after the last */
  readonly kept: Map<Parameter, { readonly next: Expr; readonly into: (last: Expr) => void }>;
}

/** outermost first */
const open = shared('turns', (): Turn[] => []);

/** Traces the body of a loop. */
export function inTurn<T>(length: number, trace: () => T): { readonly traced: T; readonly turn: Turn } {
  const turn: Turn = { length, rows: [], kept: new Map() };
  open.push(turn);
  try {
    return { traced: trace(), turn };
  } finally {
    open.pop();
  }
}

/** The innermost loop whose body is being traced. */
export const currentTurn = (): Turn | undefined => open.at(-1);

/** The key with the number of the turn folded in, for every loop that is open; all keys of a loop are made before it. */
export function keyOfTurn(key: Expr): Expr {
  return open.reduce((outer, { length, rows }) => {
    const slice = makeInput(`key${rows.length}`, key.shape, key.dtype);
    rows.push({ sequence: foldInEach(outer, toF32(makeIota([length], 0))), slice });
    return slice;
  }, key);
}
