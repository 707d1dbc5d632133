// What a node is called in messages and in coverage: the names of the field.
import { type AxisMap, type Expr, elementCount, type View } from '../../../dsl/expr.ts';

/** e.g. 'tanh', 'reduce max', 'view window', 'scan'; leaves are 'input', 'parameter', 'constant', 'iota' */
export function nameOf(e: Expr): string {
  switch (e.kind) {
    case 'map':
      return e.op.name;
    case 'view':
      return `view ${viewName(e)}`;
    case 'reduce':
      return `reduce ${e.monoid}`;
    case 'scanOutput':
      return 'scan';
    case 'gradientRule':
      return e.inputs.length === 0 ? 'stopGradient' : 'customGradient';
    default:
      return e.kind;
  }
}

/** Nothing is computed there. */
export const leaves: ReadonlySet<string> = new Set(['input', 'parameter', 'constant', 'iota']);

/** The plainest word for what a view does. */
export function viewName(view: View): string {
  const reads = view.axes.map((a) => a.coefficients.flatMap((c, j) => (c === 0 ? [] : [j])));
  if (reads.some((axes) => axes.length > 1)) return 'window';
  const used = reads.flat();
  if (new Set(used).size < used.length) return 'diagonal';
  const words = view.axes.map((a, k) => axisWord(a, view, k));
  for (const word of ['spread', 'flip', 'stride', 'pad', 'slice']) if (words.includes(word)) return word;
  if (used.some((axis, i) => i > 0 && axis < used[i - 1]!)) return 'permute';
  return used.length < view.shape.length ? 'broadcast' : 'slice';
}

function axisWord({ offset, coefficients, divisor }: AxisMap, view: View, k: number): string {
  const axis = coefficients.findIndex((c) => c !== 0);
  const coefficient = coefficients[axis] ?? 0;
  if (divisor !== 1) return 'spread';
  if (coefficient < 0) return 'flip';
  if (coefficient > 1) return 'stride';
  const [extent, source] = [axis < 0 ? 1 : view.shape[axis]!, view.source.shape[k]!];
  if (offset < 0 || offset + extent > source) return 'pad';
  return elementCount([extent]) < source || offset > 0 ? 'slice' : 'whole';
}
