// One axis followed through nodes: where a block of a value along it is computed from blocks of operands along theirs.
import type { Expr, Reshape, View } from '../../../dsl/expr.ts';
import { elementCount } from '../../../dsl/expr.ts';
import { readsAlone } from '../../../dsl/view.ts';

/** An operand that is read whole, whichever block of the value is computed. */
export const whole = -1;

/** The axis of `e` that axis `k` of its operand `from` is; null where it is none, or is moved. */
export function axisOfUser(e: Expr, from: Expr, k: number): number | null {
  for (let j = 0; j < e.shape.length; j++) {
    const axes = e.shape[j]! > 1 ? axesOfOperands(e, j) : null;
    if (axes?.some(([operand, axis]) => operand === from && axis === k)) return j;
  }
  return null;
}

/** The axis of each operand from whose block along it a block of `e` along axis `j` is computed; null: there is none. */
export function axesOfOperands(e: Expr, j: number): readonly (readonly [Expr, number])[] | null {
  switch (e.kind) {
    case 'map':
      return e.args.map((a) => [a, j]);
    case 'reduce':
      return [[e.source, keptAxes(e.source.shape, e.axes)[j]!]];
    case 'view':
      return one(e.source, viewedAxis(e, j));
    case 'reshape':
      return one(e.source, reshapedAxis(e, j));
    default:
      return null;
  }
}

function one(source: Expr, axis: number | null): [Expr, number][] | null {
  return axis === null ? null : [[source, axis]];
}

function keptAxes(shape: readonly number[], reduced: readonly number[]): number[] {
  return [...shape.keys()].filter((k) => !reduced.includes(k));
}

function viewedAxis(e: View, j: number): number | null {
  const moved = [...e.axes.keys()].filter((k) => e.axes[k]!.coefficients[j] !== 0);
  const k = moved[0] ?? whole;
  if (k === whole) return whole;
  return moved.length === 1 && readsAlone(e.axes[k]!, j) && e.source.shape[k] === e.shape[j] ? k : null;
}

/** The axis of the same size with as many elements before it. */
function reshapedAxis({ source, shape }: Reshape, j: number): number | null {
  const before = elementCount(shape.slice(0, j));
  const same = (k: number) => source.shape[k] === shape[j] && elementCount(source.shape.slice(0, k)) === before;
  const k = [...source.shape.keys()].find(same);
  return k ?? null;
}
