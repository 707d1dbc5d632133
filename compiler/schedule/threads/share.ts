// Shares of a kernel: the same kernel over parts of one of its axes, a part a thread. Iterations of a kernel are
// independent, and an axis of a reduction is never cut, so each result is computed by one thread, in the order in which
// one thread alone computes it. A kernel whose parts would be summed in another order is not cut.

import { coefficient, shifted, sizeOf } from '../../program/indices.ts';
import { rewriteKernel } from '../../program/rewrite.ts';
import type { Axis, AxisId, Index, Kernel } from '../../program/types.ts';
import { planContraction } from '../contraction/plan.ts';
import type { ContractionPlan, Strategy } from '../contraction/types.ts';
import type { Machine } from '../machine.ts';
import { scheduleNest } from '../nest/nest.ts';
import { normalize } from '../nest/normalize.ts';
import type { CountedAxis } from '../nest/types.ts';
import { workOf } from './work.ts';

/** Waiting for other threads takes a few microseconds: a kernel that is cut must save more than that. */
export const smallestShare = 20_000;

type Counters = ReadonlyMap<AxisId, number>;

export interface Sharing {
  readonly machine: Machine;
  /** counts the threads */
  readonly thread: CountedAxis;
  /** kernels of less work (see work.ts) run on one thread */
  readonly smallest: number;
  /** takes this way for every contraction that allows it */
  readonly strategy?: Strategy | undefined;
}

export interface Shares {
  /** what each of the first `count` threads runs: a part of the axis, chosen by the thread's number */
  readonly equal: Kernel;
  readonly count: number;
  /** what the next thread runs: the remainder */
  readonly rest: Kernel | null;
  /** of the axis that is cut, and of an equal part */
  readonly extent: number;
  readonly size: number;
  /** the contraction's way, the same as without threads; null: it is none */
  readonly strategy: Strategy | null;
}

/** null: one thread runs the kernel, because it is small or cannot be cut evenly enough. */
export function sharesOf(kernel: Kernel, counters: Counters, sharing: Sharing): Shares | null {
  const { thread, machine } = sharing;
  const plan = planContraction(kernel, counters, sharing.strategy, machine.tile);
  if (thread.extent === 1 || workOf(kernel, plan) < sharing.smallest) return null;
  const strategy = plan?.strategy ?? null;
  const flat = flattened(kernel, counters);
  const order = orderOf(flat, counters, strategy, machine);
  const cuts = flat.axes.map((axis) => ({ axis, ...partOf(axis, flat, plan, thread.extent) }));
  for (const { axis, part, gain } of cuts.sort((x, y) => y.gain - x.gain)) {
    if (gain < 1.2) return null;
    const shares = cut(flat, axis, part, thread, strategy);
    const parts = shares.rest ? [shares.equal, shares.rest] : [shares.equal];
    const inside = new Map([...counters, [thread.id, thread.extent]]);
    if (parts.every((k) => orderOf(k, inside, strategy, machine) === order)) return shares;
  }
  return null;
}

/** The kernel with neighbouring axes merged into one where every index runs over them contiguously. */
function flattened(kernel: Kernel, counters: Counters): Kernel {
  const { reduction, outputs } = kernel;
  const extents = new Map([...counters, ...(reduction?.axes ?? []).map((a) => [a.id, a.extent] as const)]);
  const roots = [...outputs.map((o) => o.value), ...(reduction ? [reduction.value] : [])];
  const nest = normalize(
    { spatial: kernel.axes, reduce: [], roots, addresses: outputs.map((o) => o.address) },
    extents,
  );
  return {
    ...kernel,
    axes: nest.spatial,
    reduction: reduction && { ...reduction, value: nest.roots.at(-1)! },
    outputs: outputs.map((o, i) => ({ ...o, address: nest.addresses[i]!, value: nest.roots[i]! })),
  };
}

/** An innermost axis is cut between cache lines. */
const lineLength = 16;

/** How long the part of a thread is, and how many times faster the kernel is then. */
function partOf(
  axis: Axis,
  kernel: Kernel,
  plan: ContractionPlan | null,
  threads: number,
): { readonly part: number; readonly gain: number } {
  const contiguous = kernel.outputs.some((o) => coefficient(o.address, axis.id) === 1);
  const unit = contiguous && axis.extent > lineLength ? lineLength : 1;
  const part = Math.ceil(axis.extent / unit / threads) * unit;
  return { part, gain: axis.extent / part / (1 + repeated(axis, plan, threads)) };
}

/** What every thread packs for itself, relative to its products: the rows where columns are cut, or the columns. */
function repeated(axis: Axis, plan: ContractionPlan | null, threads: number): number {
  if (!plan || plan.strategy === 'dot') return 0;
  const { m, n } = plan.contraction;
  const packing = 12 * (threads - 1);
  if (n.some((a) => a.id === axis.id)) return packing / sizeOf(n);
  return plan.strategy === 'packed' && m.some((a) => a.id === axis.id) ? packing / sizeOf(m) : 0;
}

function cut(kernel: Kernel, axis: Axis, part: number, thread: Axis, strategy: Strategy | null): Shares {
  const count = Math.floor(axis.extent / part);
  const left = axis.extent - count * part;
  const perThread = { offset: 0, terms: [{ atom: { kind: 'axis', id: thread.id } as const, factor: part }] };
  return {
    equal: restricted(kernel, axis, part, perThread),
    count,
    rest: left === 0 ? null : restricted(kernel, axis, left, { offset: count * part, terms: [] }),
    ...{ extent: axis.extent, size: part, strategy },
  };
}

/** The kernel over `extent` points of the axis, from `first` on. */
function restricted(kernel: Kernel, axis: Axis, extent: number, first: Index): Kernel {
  const shift = (i: Index): Index => shifted(i, axis.id, first);
  return {
    ...rewriteKernel(kernel, { index: shift }),
    axes: kernel.axes.map((a) => (a.id === axis.id ? { ...a, extent } : a)),
  };
}

/** In which order the terms of each result are summed: equal text, equal bits. */
function orderOf(kernel: Kernel, counters: Counters, strategy: Strategy | null, { tile, lanes }: Machine): string {
  const contraction = strategy ? planContraction(kernel, counters, strategy, tile) : null;
  if (contraction) {
    const { k, a, b } = contraction.contraction;
    const along = (address: Index) => k.map((axis) => coefficient(address, axis.id));
    return JSON.stringify([contraction.strategy, k, a.buffer, along(a.address), b.buffer, along(b.address)]);
  }
  return JSON.stringify(scheduleNest(kernel, counters, lanes).reduce);
}
