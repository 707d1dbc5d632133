// One kernel from the roots that share it: axes, split where that removes a floor or modulo, and values at each point.
import type { Expr, Reduce } from '../../dsl/expr.ts';
import { elementCount } from '../../dsl/expr.ts';
import type { Extents } from '../program/indices.ts';
import { axisIndex, combine, dense, forEachDivision, greatestCommonDivisor, zero } from '../program/indices.ts';
import { mergeAxes } from '../program/mergeAxes.ts';
import type { Axis, AxisId, Index, Kernel, Scalar, ScatterKernel } from '../program/types.ts';
import { forEachIndex } from '../program/visit.ts';
import { requireCountable } from './countable.ts';
import type { Place } from './value.ts';
import { ValueLowering } from './value.ts';

/** What a kernel folds. */
export interface Folded {
  readonly reduction: Reduce | null;
  readonly extreme: Reduce | null;
}

/** What kernels of one region share. */
export interface KernelContext {
  readonly nextAxis: () => AxisId;
  /** the counters of enclosing loops */
  readonly counters: Extents;
  readonly placeOf: (e: Expr) => Place | undefined;
  /** see Capabilities */
  readonly largestIndex: number;
}

/** One dimension of the iteration space as loop axes: its extents, outermost first. */
type Split = readonly number[];

interface Dimension {
  readonly axes: readonly Axis[];
  readonly index: Index;
}

/**
 * The kernel that computes `roots` (shapes equal but for axes of size one), of which one may fold `reduction`, and another
 * one the `extreme` value whose place that is.
 */
export function lowerKernel(
  name: string,
  roots: readonly Expr[],
  { reduction, extreme }: Folded,
  context: KernelContext,
): Kernel {
  const own = new Set(roots);
  const placeOf = (e: Expr) => (own.has(e) ? undefined : context.placeOf(e));
  const shape = roots[0]!.shape;
  const reducedShape = reduction ? reduction.axes.map((j) => reduction.source.shape[j]!) : [];
  return withBestSplits(reduction ?? roots[0]!, [...shape, ...reducedShape], context, (splits) => {
    const dimensions = splits.map((s) => dimensionOf(s, context.nextAxis));
    const extents = extentsOf(dimensions, context.counters);
    const moving = dimensions.flatMap((d, j) => (j < shape.length && shape[j] !== 1 ? [d.index] : []));
    const values = new ValueLowering({ extents, placeOf, reduction, extreme });
    const outputs = roots.map((r) => {
      const place = context.placeOf(r)!;
      let next = 0;
      const position = r.shape.map((d) => (d === 1 ? zero : moving[next++]!));
      return {
        buffer: place.buffer,
        address: dense(r.shape, position, place.base),
        value: values.lower(r, position),
      };
    });
    const folded = dimensions.slice(shape.length);
    // null where every result reads outside of what the reduction gives, and is what the view is filled with
    const kept = values.reductionPosition;
    const kernel: Kernel = {
      kind: 'kernel',
      name,
      axes: dimensions.slice(0, shape.length).flatMap((d) => d.axes),
      reduction: reduction &&
        kept && {
          axes: folded.flatMap((d) => d.axes),
          monoid: reduction.monoid,
          value: reducedValue(reduction, kept, folded, { extents, placeOf, reduction: null }),
        },
      outputs,
    };
    return { step: kernel, dimensions };
  });
}

function reducedValue(
  reduction: Reduce,
  kept: readonly Index[],
  folded: readonly Dimension[],
  around: ConstructorParameters<typeof ValueLowering>[0],
): Scalar {
  let [k, f] = [0, 0];
  const position = reduction.source.shape.map((_, j) => (reduction.axes.includes(j) ? folded[f++]!.index : kept[k++]!));
  return new ValueLowering(around).lower(reduction.source, position);
}

export function lowerScatter(
  name: string,
  e: Expr & { kind: 'scatter' },
  parts: ScatterKernel['parts'],
  context: KernelContext,
): ScatterKernel {
  const rank = e.indices.shape.length;
  const rest = e.shape.slice(1);
  const placeOf = (x: Expr) => (x === e ? undefined : context.placeOf(x));
  return withBestSplits(e, e.updates.shape, context, (splits) => {
    const dimensions = splits.map((s) => dimensionOf(s, context.nextAxis));
    const extents = extentsOf(dimensions, context.counters);
    const position = dimensions.map((d) => d.index);
    const values = new ValueLowering({ extents, placeOf, reduction: null });
    const place = context.placeOf(e)!;
    const step: ScatterKernel = {
      kind: 'scatter',
      name,
      axes: dimensions.flatMap((d) => d.axes),
      buffer: place.buffer,
      onto: null,
      rows: e.shape[0]!,
      rowLength: elementCount(rest),
      index: values.lower(e.indices, position.slice(0, rank)),
      address: dense(rest, position.slice(rank)),
      value: values.lower(e.updates, position),
      parts,
    };
    return { step, dimensions };
  });
}

/** Axes of extent one are not looped over. */
function dimensionOf(split: Split, nextAxis: () => AxisId): Dimension {
  let stride = 1;
  const axes: Axis[] = [];
  const parts: { index: Index; factor: number }[] = [];
  for (const extent of [...split].reverse()) {
    if (extent !== 1) {
      const axis = { id: nextAxis(), extent };
      axes.unshift(axis);
      parts.push({ index: axisIndex(axis.id), factor: stride });
    }
    stride *= extent;
  }
  return { axes, index: combine(parts) };
}

function extentsOf(dimensions: readonly Dimension[], counters: Extents): Map<AxisId, number> {
  const extents = new Map(counters);
  for (const d of dimensions) for (const a of d.axes) extents.set(a.id, a.extent);
  return extents;
}

interface Attempt<S> {
  readonly step: S;
  readonly dimensions: readonly Dimension[];
}

/** Lowers, splits the axes that divisions ask for, and lowers again while that leaves fewer divisions. */
function withBestSplits<S extends Kernel | ScatterKernel>(
  e: Expr,
  shape: readonly number[],
  { counters, largestIndex }: KernelContext,
  lower: (splits: readonly Split[]) => Attempt<S>,
): S {
  let splits: readonly Split[] = shape.map((d) => [d]);
  let best = lower(splits);
  let left = countDivisions(best.step);
  for (let round = 0; left > 0 && round < 4; round++) {
    const finer = refined(splits, best);
    if (!finer) break;
    const next = lower(finer);
    const remaining = countDivisions(next.step);
    if (remaining >= left) break;
    [splits, best, left] = [finer, next, remaining];
  }
  const step = mergeAxes(best.step, largestIndex);
  requireCountable(e, step, counters, largestIndex);
  return step;
}

function countDivisions(step: Kernel | ScatterKernel): number {
  let count = 0;
  forEachIndex(step, (index) => forEachDivision(index, () => count++));
  return count;
}

/** Splits each dimension at the places where a division cuts it, if they form a chain of divisors. */
function refined(splits: readonly Split[], attempt: Attempt<Kernel | ScatterKernel>): readonly Split[] | null {
  const cuts = attempt.dimensions.map(() => new Set<number>());
  const places = new Map<AxisId, { dimension: number; stride: number; extent: number }>();
  attempt.dimensions.forEach((d, dimension) => {
    let stride = 1;
    for (const a of [...d.axes].reverse()) {
      places.set(a.id, { dimension, stride, extent: a.extent });
      stride *= a.extent;
    }
  });
  forEachIndex(attempt.step, (index) =>
    forEachDivision(index, (division) => {
      for (const t of division.value.terms) {
        const place = t.atom.kind === 'axis' ? places.get(t.atom.id) : undefined;
        if (!place) continue;
        const cut = division.by / greatestCommonDivisor(division.by, Math.abs(t.factor));
        if (cut > 1 && cut < place.extent && place.extent % cut === 0) cuts[place.dimension]!.add(cut * place.stride);
      }
    }),
  );
  let changed = false;
  const finer = splits.map((split, k) => {
    const next = withCuts(
      split,
      [...cuts[k]!].sort((a, b) => a - b),
    );
    if (next.length !== split.length) changed = true;
    return next;
  });
  return changed ? finer : null;
}

/** The split with further cuts (strides inside the dimension), those that divide their neighbours. */
function withCuts(split: Split, cuts: readonly number[]): Split {
  const whole = split.reduce((a, b) => a * b, 1);
  const strides: number[] = [1];
  for (const extent of [...split].reverse()) strides.push(strides[strides.length - 1]! * extent);
  for (const cut of cuts) {
    if (strides.includes(cut)) continue;
    const at = strides.findIndex((s) => s > cut);
    if (at > 0 && cut % strides[at - 1]! === 0 && strides[at]! % cut === 0) strides.splice(at, 0, cut);
  }
  if (strides[strides.length - 1] !== whole) throw new Error('lower: a split does not cover its dimension');
  const extents: number[] = [];
  for (let i = strides.length - 1; i > 0; i--) extents.push(strides[i]! / strides[i - 1]!);
  return extents;
}
