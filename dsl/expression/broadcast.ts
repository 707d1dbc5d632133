// Broadcasting to a given shape, checked.
import type { Expr } from '../expr.ts';
import { broadcastTo as stretch } from '../scalar/map.ts';
import { broadcastTo as checkBroadcast } from '../shape/rules/index.ts';

/** `x` aligned at the right of `shape`, dimensions of 1 stretched. */
export function broadcastTo(x: Expr, shape: readonly number[], op = 'broadcastTo'): Expr {
  return stretch(x, checkBroadcast(op, x.shape, shape));
}
