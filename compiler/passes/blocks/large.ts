// Which values are too large to be stored whole.
import type { Expr } from '../../../dsl/expr.ts';
import { elementCount, operands, topological } from '../../../dsl/expr.ts';
import type { Graph } from '../../graph.ts';
import { rootsOf } from '../../graph.ts';
import type { Blocks } from '../../program/types.ts';

/** Every type of element has four bytes. */
export const bytesOf = (e: Expr) => 4 * elementCount(e.shape);

/**
 * A sum over the limit, or `count` of it together, and much larger than everything that is stored to compute it: a product
 * of matrices with a short inner axis. It is rather computed again than stored.
 */
export function isTooLarge(e: Expr, { from, times }: Pick<Blocks, 'from' | 'times'>, count = 1): boolean {
  if (e.kind !== 'reduce' || count * bytesOf(e) <= from) return false;
  return fusedBelow([e.source]).every((o) => !isBase(o) || bytesOf(o) * times < bytesOf(e));
}

/** Is the value at all steps of a loop too large to be stacked, or what it is computed from at once? */
export function isTooLargeToStack(e: Expr, steps: number, limits: Blocks | undefined): boolean {
  if (limits === undefined) return false;
  return fusedBelow([e]).some((o) => isTooLarge(o, { from: limits.again, times: limits.times }, steps));
}

/** The values, what is computed with them, and what that reads from memory. */
function fusedBelow(values: readonly Expr[]): Expr[] {
  return topological(values, undefined, (o) => (isBase(o) ? [] : operands(o)));
}

const isBase = ({ kind }: Expr) => kind !== 'map' && kind !== 'view' && kind !== 'reshape';

/** Has the graph, or a body of its loops, something that is too large? */
export function hasTooLarge(graph: Graph, limits: Blocks): boolean {
  return isAny(rootsOf(graph), limits);
}

function isAny(roots: readonly Expr[], limits: Blocks): boolean {
  return topological(roots).some((e) =>
    e.kind === 'scanOutput' ? isAny([...e.scan.nextCarries, ...e.scan.outputs], limits) : isTooLarge(e, limits),
  );
}
