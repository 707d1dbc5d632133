// One scalar op over whole expressions, broadcast by numpy's rules: shapes are aligned at the right and a dimension of 1
// stretches. Broadcasts become views, numbers become constants.
import { axisMap, literal, makeMap, makeView } from '../build.ts';
import type { Expr } from '../expr.ts';
import { broadcast } from '../shape/rules/broadcast.ts';
import type { ScalarOp } from './op.ts';

/**
 * op(args) with broadcasting. A number takes the element type of the first expression among the arguments (for select,
 * of the two branches), and f32 where there is none.
 * Throws ShapeError where shapes do not broadcast, TypeError where the op does not accept the element types.
 */
export function map(op: ScalarOp, ...args: readonly (Expr | number)[]): Expr {
  const expressions = args.filter((a): a is Expr => typeof a !== 'number');
  const values = op.name === 'select' ? args.slice(1) : args;
  const dtype = values.find((a): a is Expr => typeof a !== 'number')?.dtype ?? 'f32';
  let shape: readonly number[] = [];
  for (const e of expressions) shape = broadcast(op.name, shape, e.shape);
  return makeMap(
    op,
    args.map((a) => (typeof a === 'number' ? literal(a, dtype, shape) : broadcastTo(a, shape))),
  );
}

/** The same values under a shape that `e.shape` broadcasts to. */
export function broadcastTo(e: Expr, shape: readonly number[]): Expr {
  if (e.shape.length === shape.length && e.shape.every((d, i) => d === shape[i])) return e;
  const extra = shape.length - e.shape.length;
  const axes = e.shape.map((d, k) =>
    d === shape[k + extra]
      ? axisMap(shape.length, k + extra)
      : { offset: 0, coefficients: new Array<number>(shape.length).fill(0), divisor: 1 },
  );
  return makeView(e, shape, axes);
}
