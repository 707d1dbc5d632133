// A derivative on its way, forward or backward, and where it counts. Where c holds, the derivative of select(c, a, b) is
// that of a, and that of b enters no product: a zero alone would not do, since 0 * Infinity is NaN, and the gradient of
// x > 0 ? sqrt(x) : 0 would be NaN for every x <= 0.
import { makeScatter } from '../build.ts';
import type { Expr, MapNode } from '../expr.ts';
import { map } from '../scalar/map.ts';
import type { ScalarName } from '../scalar/op.ts';
import { scalars } from '../scalar/ops.ts';
import { joined } from './joined.ts';
import { literalValue, scale } from './scale.ts';

/** The derivative is `value` where it is live, and elsewhere 0 by a choice, whatever stands in `value`. */
export interface Flow {
  readonly value: Expr;
  /** bool of the value's shape; null is true everywhere */
  readonly live: Expr | null;
  /** the value is 0 where it is not live */
  readonly zeroed?: boolean;
  /** what it is of is summed at once */
  readonly summed?: boolean;
}

/** Where a row that indices name is live, of the rows that they add to. */
export const rowsLive = (rows: number, indices: Expr, live: Expr | null): Expr | null =>
  live && map(scalars.greater, makeScatter(rows, indices, map(scalars.select, live, 1, 0)), 0);

export const everywhere = (value: Expr): Flow => ({ value, live: null });

/** The derivative as one value. */
export const settled = ({ value, live, zeroed }: Flow): Expr =>
  live === null || zeroed ? value : map(scalars.select, live, value, 0);

/** The flow through argument k of the map `e`, whose derivative is `partial`; null for 0. */
export function through(e: MapNode, k: number, flow: Flow, partial: Expr): Flow | null {
  const { value, live } = flow;
  if (e.op.name === 'select') return { value, live: both(k === 1 ? e.args[0]! : not(e.args[0]!), live) };
  const scaled = scale(value, partial);
  const isProduct = scaled !== value && scaled !== null && isOp(scaled, 'mul');
  const keepsZero = !isProduct || Number.isFinite(literalValue(partial) ?? Number.NaN);
  return scaled && { value: scaled, live, zeroed: flow.zeroed === true && keepsZero };
}

/** The sum of flows, of which there is at least one. */
export function sumOf(flows: readonly Flow[]): Flow {
  const { live } = flows[0]!;
  const add = (values: readonly Expr[]) => joined(values).reduce((a, b) => map(scalars.add, a, b));
  if (flows.every((f) => f.live === live)) {
    const all = (mark: 'zeroed' | 'summed') => flows.every((f) => f[mark]);
    return { value: add(flows.map((f) => f.value)), live, zeroed: all('zeroed'), summed: all('summed') };
  }
  return flows.some((f) => f.live === null) ? everywhere(add(flows.map(settled))) : flows.reduce(union);
}

function union(a: Flow, b: Flow): Flow {
  if (a.live === null || b.live === null || a.live === b.live) return sumOf([a, b]);
  const rest = remainder(a.live, b.live);
  if (rest) return { value: map(scalars.select, rest.condition, a.value, b.value), live: rest.live };
  const value = map(scalars.add, settled(a), settled(b));
  return { value, live: map(scalars.or, a.live, b.live), zeroed: true };
}

export function both(condition: Expr, live: Expr | null): Expr {
  return live === null || live === condition ? condition : map(scalars.and, condition, live);
}

/** For (c and d) or (not c and d): the condition c, and d. */
function remainder(a: Expr, b: Expr): { readonly condition: Expr; readonly live: Expr | null } | null {
  if (not(a) === b || not(b) === a) return { condition: a, live: null };
  if (!isOp(a, 'and') || !isOp(b, 'and') || a.args[1] !== b.args[1]) return null;
  const [c, d] = [a.args[0]!, b.args[0]!];
  return not(c) === d || not(d) === c ? { condition: c, live: a.args[1]! } : null;
}

const not = (c: Expr) => (isOp(c, 'not') ? c.args[0]! : map(scalars.not, c));

const isOp = (e: Expr, name: ScalarName): e is MapNode => e.kind === 'map' && e.op.name === name;
