// Cross-correlation and pooling on expressions: a window view, then a contraction or a reduction. Any number of
// windowed axes; layout [batch, channels, ...axes].
import { makeReshape } from '../build.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import type { WindowOptions } from '../shape/index.ts';
import { einsum } from './contract.ts';
import { max, mean } from './reduce.ts';
import { window } from './views.ts';

/** Windows over the axes after the first two: [n, c, ...counts, ...sizes]. */
export function windows(op: string, x: Expr, sizes: readonly number[], options: WindowOptions, fill = 0): Expr {
  const { stride = 1, padding = 0, dilation = 1 } = options;
  return sizes.reduce((y, size, i) => window(y, 2 + i, { size, stride, padding, dilation }, fill, op), x);
}

/**
 * y[n, f, t] = sum_{c, i} x[n, c, t stride + i dilation - padding] w[f, c, i], t and i over all windowed axes; with
 * groups, output channels of group g see the input channels of group g only.
 */
export function crossCorrelate(op: string, x: Expr, w: Expr, options: WindowOptions, groups: number): Expr {
  const rank = w.shape.length - 2;
  const [batch, channels] = x.shape as [number, number];
  const [filters, taken] = w.shape as [number, number];
  checkGroups(op, channels, filters, groups);
  if (channels / groups !== taken) throw new ShapeError('channels', [op, channels, taken * groups]);
  const seen = windows(op, x, w.shape.slice(2), options);
  const out = labelsOf('opq', rank);
  const inside = labelsOf('xyz', rank);
  if (groups === 1) return einsum(`nc${out}${inside},fc${inside}->nf${out}`, [seen, w]);
  const grouped = makeReshape(seen, [batch, groups, channels / groups, ...seen.shape.slice(2)], [0]);
  const kernels = makeReshape(w, [groups, filters / groups, taken, ...w.shape.slice(2)]);
  const y = einsum(`ngc${out}${inside},gfc${inside}->ngf${out}`, [grouped, kernels]);
  return makeReshape(y, [batch, filters, ...y.shape.slice(3)], [0, null]);
}

export function checkGroups(op: string, channels: number, filters: number, groups: number): void {
  checkParts(op, channels, 'channels', groups);
  checkParts(op, filters, 'filters', groups);
}

/** `count` things of the kind `role` divide into `groups` equal groups. */
export function checkParts(op: string, count: number, role: string, groups: number): void {
  const whole = Number.isInteger(groups) && groups >= 1;
  if (!whole) throw new ShapeError('windowOption', [op, 'groups', 1, groups]);
  if (count % groups !== 0) throw new ShapeError('groups', [op, count, role, groups]);
}

export function checkRank(op: string, x: Expr, rank: number): Expr {
  if (x.shape.length !== rank) throw new ShapeError('rank', [op, rank, x.shape]);
  return x;
}

const labelsOf = (alphabet: string, count: number) => alphabet.slice(0, count);

export interface Pool {
  readonly sizes: readonly number[];
  readonly options: WindowOptions;
}

/** The maximum of each window; padding counts as -Infinity. */
export function maxPool(op: string, x: Expr, { sizes, options }: Pool): Expr {
  return max(
    windows(op, checkRank(op, x, sizes.length + 2), sizes, options, Number.NEGATIVE_INFINITY),
    insideAxes(x, sizes),
  );
}

/** The mean of each window; padding counts as 0 and in the divisor. */
export function meanPool(op: string, x: Expr, { sizes, options }: Pool): Expr {
  return mean(windows(op, checkRank(op, x, sizes.length + 2), sizes, options), insideAxes(x, sizes));
}

const insideAxes = (x: Expr, sizes: readonly number[]) => sizes.map((_, i) => x.shape.length + i);
