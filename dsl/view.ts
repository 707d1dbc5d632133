// The algebra of affine views: identity, composition and adjoint.
import type { AxisMap, Expr, View } from './expr.ts';

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

/** Where a value is not zero: in [from, to) along the axis. */
export interface Part {
  readonly axis: number;
  readonly from: number;
  readonly to: number;
}

/** The part that a view with zeros around it reads; null where it is no such view. */
export function partOf(v: Expr): Part | null {
  if (v.kind !== 'view' || v.fill !== 0) return null;
  const masked = v.axes.flatMap((a, k) => (isMasked(a, v.source.shape[k]!, v.shape) ? [k] : []));
  if (masked.length !== 1) return null;
  const { offset, coefficients, divisor } = v.axes[masked[0]!]!;
  const axis = coefficients.findIndex((c) => c !== 0);
  const c = coefficients[axis];
  if (divisor !== 1 || (c !== 1 && c !== -1) || coefficients.some((x, j) => x !== 0 && j !== axis)) return null;
  const last = v.source.shape[masked[0]!]! - 1;
  const [from, to] = c === 1 ? [-offset, last - offset] : [offset - last, offset];
  const part = { axis, from: Math.max(0, from), to: Math.min(v.shape[axis]!, to + 1) };
  return part.from < part.to ? part : null;
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
 * The adjoint of a view: source cotangent s -> sum over all outputs o with index(o) = s of g[o]. For each source axis k
 * one output axis, its pivot p, is solved for: divisor s_k = offset + c_p o_p + sum_j c_j o_j; the others are summed
 * over. An output axis that several source axes read is read alone by one of them, o_j = s_k, and is replaced by it.
 */
export function adjointOf(view: View): Adjoint {
  const { source, shape: outputs, axes: maps } = view;
  const readers = outputs.map((_, j) => maps.flatMap((m, k) => (m.coefficients[j] !== 0 ? [k] : [])));
  const kept = [...outputs.keys()].filter((j) => readers[j]!.length > 0);
  const shared = new Map(kept.filter((j) => readers[j]!.length > 1).map((j) => [j, loneReader(view, j, readers[j]!)]));
  const pivots = maps.map((m, k) => {
    const alone = [...shared].find(([, reader]) => reader === k);
    return alone === undefined ? pivotOf(m, outputs, shared) : alone[0];
  });
  const summed = kept.filter((j) => !pivots.includes(j));
  const shape = [...source.shape, ...summed.map((j) => outputs[j]!)];
  const appended = pivots.filter((p) => p === null).length;

  const axes = new Array<AxisMap>(kept.length + appended);
  for (const [i, j] of summed.entries()) axes[kept.indexOf(j)] = single(shape.length, source.shape.length + i);
  let next = kept.length;
  for (const [k, m] of maps.entries()) {
    const p = pivots[k]!;
    const c = p === null ? 1 : m.coefficients[p]!;
    const sign = c < 0 ? -1 : 1;
    const coefficients = new Array<number>(shape.length).fill(0);
    coefficients[k] = sign * m.divisor;
    for (const [j, cj] of m.coefficients.entries()) {
      if (j === p || cj === 0) continue;
      coefficients[shared.get(j) ?? source.shape.length + summed.indexOf(j)]! -= sign * cj;
    }
    axes[p === null ? next++ : kept.indexOf(p)] = { offset: -sign * m.offset + 0, coefficients, divisor: Math.abs(c) };
  }
  const broadcastAxes = [...outputs.keys()].filter((j) => readers[j]!.length === 0);
  return { broadcastAxes, shape, axes, appended, sumAxes: summed.map((_, i) => source.shape.length + i) };
}

function single(rank: number, axis: number): AxisMap {
  const coefficients = new Array<number>(rank).fill(0);
  coefficients[axis] = 1;
  return { offset: 0, coefficients, divisor: 1 };
}

/** Is output axis j all that the map reads, unchanged? */
export function readsAlone(m: AxisMap, j: number): boolean {
  return m.offset === 0 && m.divisor === 1 && m.coefficients.every((c, i) => c === (i === j ? 1 : 0));
}

function loneReader(view: View, j: number, readers: readonly number[]): number {
  const reader = readers.find((k) => readsAlone(view.axes[k]!, j));
  if (reader === undefined)
    throw new Error(`view: output axis ${j} of [${view.shape.join(', ')}] moves several source axes, none alone`);
  return reader;
}

/** The output axis of the largest reach, among those that no other source axis reads. */
function pivotOf(m: AxisMap, shape: readonly number[], shared: ReadonlyMap<number, number>): number | null {
  let best: number | null = null;
  let reach = -1;
  for (const [j, c] of m.coefficients.entries()) {
    const r = Math.abs(c) * Math.max(0, shape[j]! - 1);
    if (c !== 0 && r > reach && !shared.has(j)) {
      best = j;
      reach = r;
    }
  }
  return best;
}
