// Adjacent loop axes that every index uses as one (outer factor = inner factor times inner extent) become one axis:
// a pointwise kernel over contiguous buffers is a single loop, whatever its shape was.
import { forEachDivision } from './indices.ts';
import { rewriteKernel } from './rewrite.ts';
import type { Axis, AxisId, Index, Kernel, ScatterKernel } from './types.ts';
import { forEachIndex } from './visit.ts';

/** Neighbours that are one, from the innermost outwards: of `largest` points at most, and moved as the inner one. */
export function mergedWhere<A extends { readonly extent: number }>(
  axes: readonly A[],
  areOne: (outer: A, inner: A) => boolean,
  largest = Infinity,
): A[] {
  const result: A[] = [];
  for (const outer of [...axes].reverse()) {
    const inner = result[0];
    if (inner && inner.extent * outer.extent <= largest && areOne(outer, inner))
      result[0] = { ...inner, extent: inner.extent * outer.extent };
    else result.unshift(outer);
  }
  return result;
}

/** Groups of axes after merging, and their expressions' indices. */
export interface Merged {
  readonly groups: readonly (readonly Axis[])[];
  /** an index in terms of them */
  readonly index: (i: Index) => Index;
}

/** Merges axes within each group where all the indices, and those inside of their divisions, run over them as one. */
export function mergedAxes(
  groups: readonly (readonly Axis[])[],
  indices: Iterable<Index>,
  largest: number,
): Merged | null {
  const factors = factorsByAxis(indices);
  const gone = new Set<AxisId>();
  const areOne = (outer: Axis, inner: Axis) => {
    if (!factors.every((f) => (f.get(outer.id) ?? 0) === (f.get(inner.id) ?? 0) * inner.extent)) return false;
    gone.add(outer.id);
    return true;
  };
  const merged = groups.map((axes) => mergedWhere(axes, areOne, largest));
  return gone.size === 0 ? null : { groups: merged, index: without(gone) };
}

/** An axis has at most `largest` points. */
export function mergeAxes<S extends Kernel | ScatterKernel>(step: S, largest: number): S;
export function mergeAxes(step: Kernel | ScatterKernel, largest: number): Kernel | ScatterKernel {
  const indices: Index[] = [];
  forEachIndex(step, (i) => indices.push(i));
  const reduction = step.kind === 'kernel' ? step.reduction : null;
  const merged = mergedAxes([step.axes, reduction?.axes ?? []], indices, largest);
  if (!merged) return step;
  const [axes = [], folded = []] = merged.groups;
  const rewritten = rewriteKernel(step, { index: merged.index });
  if (rewritten.kind === 'scatter') return { ...rewritten, axes };
  return { ...rewritten, axes, reduction: rewritten.reduction && { ...rewritten.reduction, axes: folded } };
}

/** Each index, and each inside of a division, as factors by axis. */
function factorsByAxis(indices: Iterable<Index>): ReadonlyMap<AxisId, number>[] {
  const seen = new Set<Index>();
  for (const index of indices) {
    if (seen.has(index)) continue;
    seen.add(index);
    forEachDivision(index, (d) => seen.add(d.value));
  }
  return [...seen].map((index) => {
    const factors = new Map<AxisId, number>();
    for (const { atom, factor } of index.terms)
      if (atom.kind === 'axis') factors.set(atom.id, factor + (factors.get(atom.id) ?? 0));
    return factors;
  });
}

/** Indices without the terms of these axes; one that occurs twice stays one. */
function without(gone: ReadonlySet<AxisId>): (i: Index) => Index {
  const known = new Map<Index, Index>();
  const index = (i: Index): Index => {
    const done = known.get(i);
    if (done) return done;
    const terms = i.terms.flatMap(({ atom, factor }): Index['terms'] => {
      if (atom.kind !== 'axis') return [{ atom: { ...atom, value: index(atom.value) }, factor }];
      return gone.has(atom.id) ? [] : [{ atom, factor }];
    });
    const result = { offset: i.offset, terms };
    known.set(i, result);
    return result;
  };
  return index;
}
