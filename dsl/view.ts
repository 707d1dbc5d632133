// The algebra of affine views: identity, composition and adjoint.
import type { AxisMap, View } from './expr.ts';

/** Does the map read its source unchanged? */
export function isIdentity(source: readonly number[], shape: readonly number[], axes: readonly AxisMap[]): boolean {
  return (
    source.length === shape.length &&
    source.every((d, i) => d === shape[i]) &&
    axes.every((a, k) => a.offset === 0 && a.divisor === 1 && a.coefficients.every((c, j) => c === (j === k ? 1 : 0)))
  );
}

/** The least and greatest value of the numerator of an axis map over all outputs. */
export function numeratorRange(a: AxisMap, shape: readonly number[]): readonly [number, number] {
  let low = a.offset;
  let high = a.offset;
  a.coefficients.forEach((c, j) => {
    const reach = c * (shape[j]! - 1);
    if (reach < 0) low += reach;
    else high += reach;
  });
  return [low, high];
}

/** Can the map at axis k ever leave the source, or fail to divide? */
export function isMasked(a: AxisMap, extent: number, shape: readonly number[]): boolean {
  if (shape.some((d) => d === 0)) return false;
  const [low, high] = numeratorRange(a, shape);
  return a.divisor !== 1 || low < 0 || high >= extent;
}

/**
 * One view for outer(inner(source)), or null where a single validity mask cannot say both. An axis along which the outer
 * view can leave the inner one must be an axis of the source, unchanged: leaving it then leaves the source. Both fills
 * must agree where both can be read.
 */
export function composeViews(
  inner: View,
  shape: readonly number[],
  axes: readonly AxisMap[],
  fill: number,
): { axes: readonly AxisMap[]; fill: number } | null {
  const innerMasked = inner.axes.some((m, k) => isMasked(m, inner.source.shape[k]!, inner.shape));
  const outerMasked = axes.map((a, k) => isMasked(a, inner.shape[k]!, shape));
  const isAnyMasked = outerMasked.includes(true);
  if (isAnyMasked && innerMasked && !Object.is(inner.fill, fill)) return null;
  const through = inner.axes.map((m, k) => passedAxis(m, inner.source.shape[k]!, inner.shape));
  if (outerMasked.some((masked, j) => masked && !through.includes(j))) return null;
  const composed = inner.axes.map((m, k) => {
    const j = through[k]!;
    if (j >= 0 && outerMasked[j]) return axes[j]!;
    const coefficients = new Array<number>(shape.length).fill(0);
    let offset = m.offset;
    m.coefficients.forEach((c, k) => {
      if (c === 0) return;
      const a = axes[k]!;
      offset += c * a.offset;
      a.coefficients.forEach((ac, j) => {
        coefficients[j]! += c * ac;
      });
    });
    return { offset, coefficients, divisor: m.divisor };
  });
  for (let j = 0; j < shape.length; j++) {
    if (composed.filter((m) => m.coefficients[j] !== 0).length > 1) return null;
  }
  return { axes: composed, fill: innerMasked ? inner.fill : fill };
}

/** The output axis that a source axis is, unchanged and whole; -1 if none. */
function passedAxis(a: AxisMap, extent: number, shape: readonly number[]): number {
  const j = a.coefficients.findIndex((c) => c !== 0);
  const alone = j >= 0 && a.coefficients.every((c, i) => c === (i === j ? 1 : 0));
  return alone && a.offset === 0 && a.divisor === 1 && shape[j] === extent ? j : -1;
}

/** A view of the cotangent that, summed over its last `sumAxes` axes, is the cotangent of the source. */
export interface Adjoint {
  /** output axes of the view that no source axis reads: summed first */
  readonly broadcastAxes: readonly number[];
  /** shape of the re-indexed cotangent: the source's axes, then the axes to sum */
  readonly shape: readonly number[];
  /** one map per remaining cotangent axis (in order, size-one axes appended for constant source indices) */
  readonly axes: readonly AxisMap[];
  /** size-one axes to append to the cotangent before re-indexing */
  readonly appended: number;
  readonly sumAxes: readonly number[];
}

/**
 * The adjoint of a view: source cotangent s -> sum over all outputs o with index(o) = s of g[o]. For each source axis
 * one output axis (the pivot, that with the largest reach) is solved for; the others are summed over.
 */
export function adjointOf(view: View): Adjoint {
  const rank = view.shape.length;
  const used = new Set<number>();
  for (const a of view.axes)
    a.coefficients.forEach((c, j) => {
      if (c !== 0) used.add(j);
    });
  const kept = [...Array(rank).keys()].filter((j) => used.has(j));
  const position = new Map(kept.map((j, i) => [j, i]));
  const sourceRank = view.source.shape.length;

  const pivots: (number | null)[] = view.axes.map((a) => pivotOf(a, view.shape));
  const summed = kept.filter((j) => !pivots.includes(j));
  const shape = [...view.source.shape, ...summed.map((j) => view.shape[j]!)];
  const appended = pivots.filter((p) => p === null).length;
  const axes: AxisMap[] = new Array<AxisMap>(kept.length + appended);
  summed.forEach((j, i) => {
    const coefficients = new Array<number>(shape.length).fill(0);
    coefficients[sourceRank + i] = 1;
    axes[position.get(j)!] = { offset: 0, coefficients, divisor: 1 };
  });
  let next = kept.length;
  view.axes.forEach((a, k) => {
    // divisor * s_k = offset + c_p o_p + sum_j c_j o_j, solved for o_p
    const p = pivots[k]!;
    const c = p === null ? 1 : a.coefficients[p]!;
    const sign = c < 0 ? -1 : 1;
    const coefficients = new Array<number>(shape.length).fill(0);
    coefficients[k] = sign * a.divisor;
    summed.forEach((j, i) => {
      const cj = a.coefficients[j]!;
      if (cj !== 0) coefficients[sourceRank + i] = -sign * cj;
    });
    const map = { offset: -sign * a.offset + 0, coefficients, divisor: Math.abs(c) };
    if (p === null) axes[next++] = map;
    else axes[position.get(p)!] = map;
  });
  const broadcastAxes = [...Array(rank).keys()].filter((j) => !used.has(j));
  return { broadcastAxes, shape, axes, appended, sumAxes: summed.map((_, i) => sourceRank + i) };
}

function pivotOf(a: AxisMap, shape: readonly number[]): number | null {
  let best: number | null = null;
  let reach = -1;
  a.coefficients.forEach((c, j) => {
    const r = Math.abs(c) * Math.max(0, shape[j]! - 1);
    if (c !== 0 && r > reach) {
      best = j;
      reach = r;
    }
  });
  return best;
}
