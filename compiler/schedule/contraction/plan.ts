// How a contraction runs: which of three ways, by estimated cost from the extents and strides.
//   direct: b is read in place, four columns at a time (its columns are contiguous); a is packed. For few rows, or
//           columns whose rows overlap (windows), where packing b would cost as much as the products.
//   dot:    both operands are contiguous along the innermost reduction axis: four terms at a time. For deep sums with
//           few results (weight gradients) and products with a transposed operand.
//   packed: both operands are packed into panels, blocked for the caches (Goto and van de Geijn 2008). The rest.

import { coefficient, sizeOf } from '../../program/indices.ts';
import type { AxisId, Kernel } from '../../program/types.ts';
import { nodesOf } from '../../program/visit.ts';
import { axesOfKernel, type Fresh, freshAxes } from '../fresh.ts';
import { type Block, inBlocks } from './blocks.ts';
import { blocks, costOf, dotPart, isOneBlock, termBlock } from './costs.ts';
import { resultsOfTiles } from './inRegisters.ts';
import { recognize } from './recognize.ts';
import type { Contraction, ContractionPlan, Piece, Strategy, Tile, Workspace } from './types.ts';

/** `prefer` takes that way wherever it is possible (for tests); null: the kernel is not a contraction, or a tiny one */
export function planContraction(
  kernel: Kernel,
  counters: ReadonlyMap<AxisId, number>,
  prefer: Strategy | undefined,
  packedTile: Tile | null,
): ContractionPlan | null {
  const contraction = packedTile && recognize(kernel, counters);
  if (!contraction) return null;
  const candidates = (['direct', 'dot', 'packed'] as const).map((strategy) => {
    const estimate = costOf(contraction, strategy);
    return { strategy, cost: strategy === prefer && estimate < Infinity ? 0 : estimate };
  });
  const [best] = candidates.sort((x, y) => x.cost - y.cost);
  const strategy = best!.strategy;
  const tile = chooseTile(contraction, strategy, packedTile);
  const fresh = freshAxes([...axesOfKernel(kernel).map((a) => a.id), ...counters.keys()]);
  const pieces = split(contraction, strategy, tile, fresh).map((b): Piece => {
    const rawOutput = chooseRawOutput(b.contraction, strategy);
    const { outputs } = b.contraction;
    const plainResult = rawOutput === 0 && outputs.length === 1 && outputs[0]!.value.kind === 'reduced';
    const inRegisters = strategy === 'packed' && !plainResult ? resultsOfTiles(b.contraction, fresh) : null;
    const workspace = workspaceOf(
      b.contraction,
      strategy,
      tile,
      rawOutput === null && !(inRegisters && isOneBlock(b.contraction)),
    );
    return { ...b, rawOutput, inRegisters, workspace };
  });
  const workspaceBytes = Math.max(...pieces.map((p) => p.workspace.total));
  return { kernel, contraction, strategy, tile, pieces, workspaceBytes };
}

function workspaceOf(c: Contraction, strategy: Strategy, tile: Tile, hasSums: boolean): Workspace {
  const [m, n, k] = [sizeOf(c.m), sizeOf(c.n), sizeOf(c.k)];
  const round = (elements: number) => Math.ceil((elements * 4) / 64) * 64;
  // what is packed by vectors may end three elements late
  const totals = strategy === 'dot' && dotPart(c.k) * c.k.at(-1)!.extent < k ? 2 : 1;
  const aBytes = round(strategy === 'dot' ? m * n * 4 * totals : m * k + 3);
  const bBytes = strategy === 'packed' ? round(termBlock(k) * (n + 4 * tile[1])) : 0;
  const rawBytes = hasSums ? round(m * n) : 0;
  return { a: 0, b: aBytes, raw: aBytes + bBytes, total: aBytes + bBytes + rawBytes };
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
function split(c: Contraction, strategy: Strategy, [rows, vectors]: Tile, fresh: Fresh): readonly Block[] {
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
  return inBlocks(whole, 'm', mostRows, rows, fresh).flatMap((b) => {
    const plain = chooseRawOutput(c, strategy) !== null && c.outputs.every((o) => o.value.kind === 'reduced');
    const once = plain || resultsOfTiles(b.contraction, fresh) !== null;
    const read = Math.max(termBlock(k), once ? 0 : sizeOf(b.contraction.m));
    return inBlocks(b, 'n', Math.max(64, Math.min(512, blocks.bytes / 4 / read)), 4 * vectors, fresh);
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
    const inner = n.at(-1);
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
