// How a contraction runs: which of three ways, by estimated cost from the extents and strides.
//   direct: b is read in place, four columns at a time (its columns are contiguous); a is packed. For few rows, or
//           columns whose rows overlap (windows), where packing b would cost as much as the products.
//   dot:    both operands are contiguous along the innermost reduction axis: four terms at a time. For deep sums with
//           few results (weight gradients) and products with a transposed operand.
//   packed: both operands are packed into panels, blocked for the caches (Goto and van de Geijn 2008). The rest.

import { coefficient } from '../../../program/indices.ts';
import type { Axis, Kernel } from '../../../program/types.ts';
import { nodesOf } from '../../../program/visit.ts';
import type { Result } from '../nest/stores.ts';
import { resultsOfTiles } from './atStore.ts';
import { type Block, inBlocks } from './blocks.ts';
import { type Contraction, recognize, sizeOf } from './recognize.ts';

export type Strategy = 'direct' | 'dot' | 'packed';

/** A block of rows and columns of a contraction, of fixed extents, and the loops around it. */
export interface Piece {
  readonly contraction: Contraction;
  /** around the product: the batch, and what counts blocks */
  readonly loops: readonly Axis[];
  /** index of the output that first holds the plain sums, or null: they need scratch */
  readonly rawOutput: number | null;
  /** the sums are all: nothing is to be applied to them */
  readonly plainResult: boolean;
  /** what the register tile computes of its sums and stores; null: sums are stored, and what follows is a loop nest */
  readonly atStore: readonly Result[] | null;
}

/** rows and vectors (direct, packed) or columns (dot) of the register tile */
export type Tile = readonly [number, number];

/** Of packed products. A fused instruction needs no register for products, and of its engines 4 x 2 is good on all. */
export const tiles = { plain: [2, 4], fused: [4, 2] } as const satisfies Record<string, Tile>;

export interface ContractionPlan {
  readonly kernel: Kernel;
  readonly contraction: Contraction;
  readonly strategy: Strategy;
  readonly tile: Tile;
  /** together they are the whole contraction */
  readonly pieces: readonly Piece[];
  readonly workspaceBytes: number;
}

/** packed: terms in a block, rows that stay in the second-level cache, and bytes of packed columns or of results there */
export const blocks = { k: 256, m: 64, bytes: 256 * 1024, packedRows: 4 * 1024 * 1024 } as const;

/** Terms are summed in equal blocks, whatever the other extents are; rows of panels are read four terms at a time. */
export function termBlock(terms: number): number {
  return terms <= blocks.k ? terms : Math.ceil(terms / Math.ceil(terms / blocks.k) / 4) * 4;
}

/** dot: terms, four at a time, of a part, whose sums then go to totals: long sums lose fewer digits */
export const longestRun = 2048;

/** dot: outer terms of a part, whatever the other extents are */
export function dotPart(k: readonly Axis[]): number {
  const run = k.at(-1)!.extent;
  return Math.min(sizeOf(k) / run, Math.max(1, Math.floor(longestRun / run)));
}

/** The sums of packed products never leave the registers before they are complete. */
export const isOneBlock = (c: Contraction): boolean => sizeOf(c.k) <= blocks.k;

/** `prefer` takes that way wherever it is possible (for tests); null: the kernel is not a contraction, or a tiny one */
export function planContraction(
  kernel: Kernel,
  counters: ReadonlyMap<number, number>,
  prefer?: Strategy,
  packedTile: Tile = tiles.plain,
): ContractionPlan | null {
  const contraction = recognize(kernel, counters);
  if (!contraction) return null;
  const candidates = (['direct', 'dot', 'packed'] as const).map((strategy) => {
    const estimate = cost(contraction, strategy);
    return { strategy, cost: strategy === prefer && estimate < Infinity ? 0 : estimate };
  });
  const [best] = candidates.sort((x, y) => x.cost - y.cost);
  const strategy = best!.strategy;
  const tile = chooseTile(contraction, strategy, packedTile);
  const pieces = split(contraction, strategy, tile).map((b): Piece => {
    const rawOutput = chooseRawOutput(b.contraction, strategy);
    const { outputs } = b.contraction;
    const plainResult = rawOutput === 0 && outputs.length === 1 && outputs[0]!.value.kind === 'reduced';
    const atStore = strategy === 'packed' && !plainResult ? resultsOfTiles(b.contraction) : null;
    return { ...b, rawOutput, plainResult, atStore };
  });
  const workspaceBytes = Math.max(...pieces.map((p) => workspace(p, strategy, tile).total));
  return { kernel, contraction, strategy, tile, pieces, workspaceBytes };
}

/** Byte offsets within the workspace. */
export function workspace(
  { contraction, rawOutput, atStore }: Piece,
  strategy: Strategy,
  tile: Tile,
): { readonly a: number; readonly b: number; readonly raw: number; readonly total: number } {
  const [m, n, k] = [sizeOf(contraction.m), sizeOf(contraction.n), sizeOf(contraction.k)];
  const round = (elements: number) => Math.ceil((elements * 4) / 64) * 64;
  // what is packed by vectors may end three elements late
  const totals = strategy === 'dot' && dotPart(contraction.k) * contraction.k.at(-1)!.extent < k ? 2 : 1;
  const aBytes = round(strategy === 'dot' ? m * n * 4 * totals : m * k + 3);
  const bBytes = strategy === 'packed' ? round(termBlock(k) * (n + 4 * tile[1])) : 0;
  const rawBytes = rawOutput === null && !(atStore && isOneBlock(contraction)) ? round(m * n) : 0;
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
  return true;
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
  const packElement = 7;
  if (strategy === 'packed') {
    const padded = Math.ceil(m / 2) * 2 * Math.ceil(n / 4) * 4;
    const packB = (oneRun(c) ? 0.4 : 1) * (inOneSet(c) ? 1.85 : 1);
    return batch * (padded * k * 1.05 + packElement * (m * k + packB * k * n) + 6000);
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
  const rate = m === 1 ? 2.2 : 1.18;
  // rows of b far apart fall into few cache sets, and are read again for each panel of a: a last one of one row costs two
  const whole = m === 1 ? 1 : (2 * Math.ceil(m / 2)) / m;
  const apart = inOneSet(c) ? 2.2 * whole : betweenTerms(c) >= 128 && k >= 16 && m > 8 ? 1.15 : 1;
  const aPerBatch = c.batch.some((x) => coefficient(c.a.address, x.id) !== 0) ? batch : 1;
  return batch * m * n * k * idle * rate * apart + aPerBatch * packElement * m * k;
}

/** elements from a term's columns to the next one's */
function betweenTerms(c: Contraction): number {
  const inner = last(c.k);
  return inner ? Math.abs(coefficient(c.b.address, inner.id)) : 0;
}

/** Terms are a multiple of 4096 bytes apart, so that their columns replace each other in one set of the first-level cache. */
function inOneSet(c: Contraction): boolean {
  const apart = betweenTerms(c);
  return apart > 0 && apart % 1024 === 0 && sizeOf(c.k) >= 16;
}

function chooseTile(c: Contraction, strategy: Strategy, packedTile: Tile): Tile {
  const m = sizeOf(c.m);
  if (strategy === 'packed' && m >= packedTile[0]) return packedTile;
  if (strategy === 'dot') return m >= 3 ? [3, 3] : [m, 4];
  return [Math.min(m, 2), 4];
}

/**
 * direct: outer columns become loops while enough remain for tiles. packed: blocks of rows as many as may be packed at
 * once, and blocks of columns that the second-level cache holds packed, and their results where more is done with them.
 */
function split(c: Contraction, strategy: Strategy, [rows, vectors]: Tile): readonly Block[] {
  const whole: Block = { loops: c.batch, contraction: c };
  if (strategy === 'dot') return [whole];
  if (strategy === 'direct') {
    const n = [...c.n];
    const loops = [...c.batch];
    while (n.length > 1 && sizeOf(n) > 1024 && sizeOf(n.slice(1)) >= 48) loops.push(n.shift()!);
    return [{ loops, contraction: { ...c, n } }];
  }
  const k = sizeOf(c.k);
  const mostRows = Math.max(blocks.m, blocks.packedRows / 4 / k);
  return inBlocks(whole, 'm', mostRows, rows).flatMap((b) => {
    const plain = chooseRawOutput(c, strategy) !== null && c.outputs.every((o) => o.value.kind === 'reduced');
    const once = plain || resultsOfTiles(b.contraction) !== null;
    const read = Math.max(termBlock(k), once ? 0 : sizeOf(b.contraction.m));
    return inBlocks(b, 'n', Math.max(64, Math.min(512, blocks.bytes / 4 / read)), 4 * vectors);
  });
}

/** An output can hold the plain sums when nothing that is still to be computed reads it, and columns are contiguous. */
function chooseRawOutput(c: Contraction, strategy: Strategy): number | null {
  const { n } = c;
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
