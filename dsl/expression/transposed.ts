// Transposed cross-correlation: the adjoint of crossCorrelate in its first argument, and found as such.
import { makeInput } from '../build.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import { pullback } from '../grad/reverse.ts';
import type { WindowOptions } from '../shape/index.ts';
import { checkParts, crossCorrelate } from './windows.ts';

/**
 * y [batch, filters, ...], w [filters, channels / groups, ...sizes] -> x [batch, channels, ...], each of the lengths
 * (D - 1) stride + dilation (size - 1) + 1 - 2 padding.
 */
export function crossCorrelateTransposed(op: string, y: Expr, w: Expr, options: WindowOptions, groups: number): Expr {
  const { stride = 1, padding = 0, dilation = 1 } = options;
  const [batch, filters] = y.shape as [number, number];
  if (filters !== w.shape[0]) throw new ShapeError('channels', [op, filters, w.shape[0]!]);
  checkParts(op, filters, 'channels', groups);
  const lengths = w.shape.slice(2).map((size, i) => {
    const length = (y.shape[2 + i]! - 1) * stride + dilation * (size - 1) + 1 - 2 * padding;
    if (length < 1) throw new ShapeError('window', [y.shape[2 + i]!], `${op}: padding ${padding} leaves nothing`);
    return length;
  });
  // the map is linear, so its adjoint does not depend on where it is taken: the stand-in occurs nowhere in the result
  const at = makeInput('transposed', [batch, w.shape[1]! * groups, ...lengths], 'f32');
  return pullback([crossCorrelate(op, at, w, options, groups)], [y], [at])[0]!;
}
