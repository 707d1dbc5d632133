// Where integers leave their 32 bits: floats that stand for them do not wrap there.
import { type Expr, elementCount } from '../../../dsl/expr.ts';
import { goesTo, type Values } from '../../../runtime/backends/reference/index.ts';

const nowhere = (): boolean => false;
const isPast = (size: number): boolean => size >= 2 ** 31;

/** How large a result is, of operands of these sizes. */
const reach: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a + b,
  mul: (a, b) => a * b,
  pow: (a, b) => a ** b,
  neg: (a) => a,
  abs: (a) => a,
};

/** Whether the result leaves 32 bits there, in some order of its terms. */
export function wrapping(e: Expr, operands: readonly Values[]): (i: number) => boolean {
  if (e.dtype !== 'i32') return nowhere;
  const size = (k: number, i: number) => Math.abs(operands[k]?.[i] ?? 0);
  if (e.kind === 'map') {
    const of = reach[e.op.name];
    return of === undefined ? nowhere : (i) => isPast(of(size(0, i), size(1, i)));
  }
  const reached = new Float64Array(elementCount(e.shape));
  if (e.kind === 'reduce' && (e.monoid === 'sum' || e.monoid === 'prod')) {
    const to = goesTo(e);
    if (e.monoid === 'prod') reached.fill(1);
    for (let i = 0; i < to.length; i++) {
      const at = to[i]!;
      reached[at] = e.monoid === 'prod' ? reached[at]! * Math.max(1, size(0, i)) : reached[at]! + size(0, i);
    }
  } else if (e.kind === 'scatter') {
    const length = Math.max(1, elementCount(e.shape.slice(1)));
    operands[1]!.forEach((_, i) => {
      const at = operands[0]![Math.floor(i / length)]! * length + (i % length);
      if (at >= 0 && at < reached.length) reached[at]! += size(1, i);
    });
  }
  return (i) => isPast(reached[i]!);
}
