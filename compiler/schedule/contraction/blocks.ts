// A contraction in blocks of rows or columns, each a contraction of its own: what one block reads and writes stays in
// cache until the kernel has done with it. What does not fill a block is one more piece, with its own extents.

import { shifted, sizeOf } from '../../program/indices.ts';
import { rewriteScalars } from '../../program/rewrite.ts';
import type { Axis, AxisId, Index } from '../../program/types.ts';
import type { Fresh } from '../fresh.ts';
import type { Contraction } from './types.ts';

export interface Block {
  /** around the product, outermost first */
  readonly loops: readonly Axis[];
  readonly contraction: Contraction;
}

/** At most about `limit` rows (m) or columns (n) in each; where an axis is cut, the parts are multiples of `multiple`. */
export function inBlocks(block: Block, side: 'm' | 'n', limit: number, multiple: number, fresh: Fresh): Block[] {
  const axes = block.contraction[side];
  if (sizeOf(axes) <= limit) return [block];
  const at = axes.findIndex((_, j) => sizeOf(axes.slice(j + 1)) <= limit);
  const axis = axes[at]!;
  const inner = sizeOf(axes.slice(at + 1));
  const loops = [...block.loops, ...axes.slice(0, at)];
  const size = blockOf(axis.extent, limit / inner, inner % multiple === 0 ? 1 : multiple);
  const counter = fresh('block', Math.floor(axis.extent / size));
  const part = (extent: number, start: number, counted: Axis | null): Block => {
    const terms = counted ? [{ atom: { kind: 'axis', id: counted.id } as const, factor: size }] : [];
    const moved = replaced(block.contraction, axis.id, { offset: start, terms });
    return {
      loops: counted ? [...loops, counted] : loops,
      contraction: { ...moved, [side]: [{ id: axis.id, extent }, ...axes.slice(at + 1)] },
    };
  };
  if (size >= axis.extent) return [{ loops, contraction: { ...block.contraction, [side]: axes.slice(at) } }];
  const rest = axis.extent % size;
  const whole = part(size, 0, counter.extent === 1 ? null : counter);
  return rest === 0 ? [whole] : [whole, part(rest, counter.extent * size, null)];
}

/** Blocks of one size, as equal as multiples allow. */
function blockOf(extent: number, limit: number, multiple: number): number {
  const count = Math.ceil(extent / Math.max(1, Math.floor(limit)));
  return Math.ceil(extent / count / multiple) * multiple;
}

/** The contraction with `axis` counted from `start`. */
function replaced(c: Contraction, axis: AxisId, start: Index): Contraction {
  const shift = (i: Index): Index => shifted(i, axis, start);
  const values = rewriteScalars(
    c.outputs.map((o) => o.value),
    { index: shift },
  );
  return {
    ...c,
    a: { ...c.a, address: shift(c.a.address) },
    b: { ...c.b, address: shift(c.b.address) },
    outputs: c.outputs.map((o, i) => ({ ...o, address: shift(o.address), value: values[i]! })),
  };
}
