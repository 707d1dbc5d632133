// How a contraction runs: which of three ways, by estimated cost from the extents and strides.
//   direct: b is read in place, four columns at a time (its columns are contiguous); a is packed. For few rows, or
//           columns whose rows overlap (windows), where packing b would cost as much as the products.
//   dot:    both operands are contiguous along the innermost reduction axis: four terms at a time. For deep sums with
//           few results (weight gradients) and products with a transposed operand.
//   packed: both operands are packed into panels, blocked for the caches (Goto and van de Geijn 2008). The rest.
import type { Axis, Kernel } from '../../../program.ts';
import { coefficient, nodesOf } from '../nest/indices.ts';
import { type Contraction, recognize, sizeOf } from './recognize.ts';

export type Strategy = 'direct' | 'dot' | 'packed';

export interface ContractionPlan {
  readonly kernel: Kernel;
  readonly contraction: Contraction;
  readonly strategy: Strategy;
  /** run as loops around the product: the batch, and columns whose blocks then stay in cache */
  readonly loops: readonly Axis[];
  /** the columns inside the loops */
  readonly n: readonly Axis[];
  /** rows and vectors (direct, packed) or columns (dot) of the register tile */
  readonly tile: readonly [number, number];
  /** index of the output that first holds the plain sums, or null: they need scratch */
  readonly rawOutput: number | null;
  /** the sums are all: nothing is to be applied to them */
  readonly plainResult: boolean;
  readonly workspaceBytes: number;
}

/** packed: extents of a block of K, of N, and of M */
export const blocks = { k: 256, n: 256, m: 64, outerM: 2048 } as const;
export const packedColumns = 8;

/** `prefer` takes that way wherever it is possible (for tests); null: the kernel is not a contraction, or a tiny one */
export function planContraction(
  kernel: Kernel,
  counters: ReadonlyMap<number, number>,
  prefer?: Strategy,
): ContractionPlan | null {
  const contraction = recognize(kernel, counters);
  if (!contraction) return null;
  const candidates = (['direct', 'dot', 'packed'] as const).map((strategy) => {
    const estimate = cost(contraction, strategy);
    return { strategy, cost: strategy === prefer && estimate < Infinity ? 0 : estimate };
  });
  const [best] = candidates.sort((x, y) => x.cost - y.cost);
  const strategy = best!.strategy;
  const { loops, n } = split(contraction, strategy);
  const rawOutput = chooseRawOutput(contraction, strategy, n);
  const plainResult =
    rawOutput === 0 && contraction.outputs.length === 1 && contraction.outputs[0]!.value.kind === 'reduced';
  const tile = chooseTile(strategy, sizeOf(contraction.m));
  const partial = { kernel, contraction, strategy, loops, n, tile, rawOutput, plainResult };
  return { ...partial, workspaceBytes: workspace(partial).total };
}

/** Byte offsets within the workspace. */
export function workspace(p: Omit<ContractionPlan, 'workspaceBytes'>): {
  readonly a: number;
  readonly b: number;
  readonly raw: number;
  readonly total: number;
} {
  const [m, n, k] = [sizeOf(p.contraction.m), sizeOf(p.n), sizeOf(p.contraction.k)];
  const round = (elements: number) => Math.ceil((elements * 4) / 64) * 64;
  const rows = Math.ceil(m / p.tile[0]) * p.tile[0];
  let aBytes = round(rows * k);
  let bBytes = 0;
  if (p.strategy === 'dot') aBytes = round(m * n * 4);
  if (p.strategy === 'packed') {
    aBytes = round((Math.min(rows, blocks.outerM) + p.tile[0]) * Math.min(k, blocks.k));
    bBytes = round(Math.min(k, blocks.k) * (blocks.n + packedColumns)) + round(p.tile[0] * packedColumns);
  }
  const rawBytes = p.rawOutput === null ? round(m * n) : 0;
  return { a: 0, b: aBytes, raw: aBytes + bBytes, total: aBytes + bBytes + rawBytes };
}

const last = (axes: readonly Axis[]): Axis | undefined => axes.at(-1);

/** columns next to each other in memory, in `b` and in the result */
export function columnRun(c: Contraction): number {
  const inner = last(c.n);
  if (!inner || coefficient(c.b.address, inner.id) !== 1) return 0;
  return inner.extent;
}

/** all columns are one run: panels of b are copied by vectors */
function oneRun(c: Contraction): boolean {
  let stride = 1;
  for (const a of [...c.n].reverse()) {
    if (coefficient(c.b.address, a.id) !== stride) return false;
    stride *= a.extent;
  }
  return stride % packedColumns === 0;
}

/** terms of the sum that are next to each other in both operands */
export function termRun(c: Contraction): number {
  const inner = last(c.k);
  if (!inner || coefficient(c.a.address, inner.id) !== 1 || coefficient(c.b.address, inner.id) !== 1) return 0;
  return inner.extent;
}

/** In units of one multiplication and addition on a lane of a full tile. */
function cost(c: Contraction, strategy: Strategy): number {
  const [m, n, k, batch] = [sizeOf(c.m), sizeOf(c.n), sizeOf(c.k), sizeOf(c.batch)];
  const packElement = 12;
  if (strategy === 'packed') {
    const rows = packedRows(m);
    const padded = Math.ceil(m / rows) * rows * Math.ceil(n / packedColumns) * packedColumns;
    return batch * (padded * k * 1.05 + packElement * (m * k + (oneRun(c) ? 0.4 : 1) * k * n) + 2000);
  }
  if (strategy === 'dot') {
    const run = termRun(c);
    if (run < 4 || m * n > 65536) return Infinity;
    const idle = (Math.ceil(run / 4) * 4) / run;
    const narrow = Math.min(m, n) === 1 ? 2 : Math.min(m, n) === 2 ? 1.4 : 1.15;
    const rate = c.k.length > 1 ? narrow * (1 + 2 / run) : narrow;
    return batch * (m * n * k * idle * rate + m * n * 40);
  }
  const run = columnRun(c);
  if (run < 4) return Infinity;
  const idle = (Math.ceil(run / 4) * 4) / run;
  const rate = m === 1 ? 2.2 : m === 2 ? 1.4 : m === 3 ? 1.1 : 1;
  const innerK = last(c.k);
  // rows of b far apart fall into few cache sets, and are read again for each panel of a
  const apart = innerK ? Math.abs(coefficient(c.b.address, innerK.id)) >= 128 && k >= 16 && m > 8 : false;
  const aPerBatch = c.batch.some((x) => coefficient(c.a.address, x.id) !== 0) ? batch : 1;
  return batch * m * n * k * idle * rate * (apart ? 1.45 : 1) + aPerBatch * packElement * m * k;
}

export function packedRows(m: number): number {
  return m <= 4 ? m : m % 4 === 0 ? 4 : m === 5 || m === 10 ? 5 : m === 6 || m === 9 ? 3 : 4;
}

function chooseTile(strategy: Strategy, m: number): readonly [number, number] {
  if (strategy === 'packed') return [packedRows(m), 2];
  if (strategy === 'dot') return m >= 3 ? [3, 3] : [m, 4];
  if (m <= 2) return [m, 4];
  const rows = m === 3 ? 3 : m === 5 || m === 10 || m === 15 ? 5 : m % 4 === 0 ? 4 : m === 6 || m === 9 ? 3 : 4;
  return [rows, rows === 3 ? 3 : 2];
}

/** Outer columns become loops while enough remain for tiles: the block of results is still in cache for the epilogue. */
function split(c: Contraction, strategy: Strategy): { loops: readonly Axis[]; n: readonly Axis[] } {
  const loops = [...c.batch];
  const n = [...c.n];
  while (strategy === 'direct' && n.length > 1 && sizeOf(n) > 1024 && sizeOf(n.slice(1)) >= 48) loops.push(n.shift()!);
  return { loops, n };
}

/** An output can hold the plain sums when nothing that is still to be computed reads it, and columns are contiguous. */
function chooseRawOutput(c: Contraction, strategy: Strategy, n: readonly Axis[]): number | null {
  const loaded = new Set<number>();
  for (const s of nodesOf(c.outputs.map((o) => o.value))) if (s.kind === 'load') loaded.add(s.buffer);
  const found = c.outputs.findIndex((o) => {
    if (o.value.dtype !== 'f32' || loaded.has(o.buffer)) return false;
    if (strategy === 'dot') return true;
    // vectors of columns are placed one by one
    const inner = last(n);
    if (strategy === 'direct' && inner) return coefficient(o.address, inner.id) === 1;
    let stride = 1;
    for (const a of [...n].reverse()) {
      if (coefficient(o.address, a.id) !== stride) return false;
      stride *= a.extent;
    }
    return true;
  });
  return found < 0 ? null : found;
}
