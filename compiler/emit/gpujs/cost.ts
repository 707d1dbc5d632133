// What a kernel does, in words, for the comment at its head.
import type { Buffer, BufferId, Kernel, Scalar } from '../../program/types.ts';

/** Lines: what is written over which axes, what is reduced, and the bytes and operations of one launch. */
export function cost(k: Kernel, buffers: ReadonlyMap<BufferId, Buffer>): string[] {
  const output = k.outputs[0]!;
  const extents = (axes: readonly { extent: number }[]) => axes.map((a) => a.extent).join(' x ') || '1';
  const points = k.axes.reduce((n, a) => n * a.extent, 1);
  const terms = k.reduction ? k.reduction.axes.reduce((n, a) => n * a.extent, 1) : 0;
  const seen = new Set<Scalar>();
  const reads = new Set<BufferId>();
  const inner = k.reduction ? operations(k.reduction.value, seen, reads) + 1 : 0;
  const outer = operations(output.value, seen, reads);
  const length = (id: BufferId) => buffers.get(id)?.length ?? 0;
  let bytes = 4 * points;
  for (const id of reads) bytes += 4 * length(id);
  const lines = [`${k.name}: ${buffers.get(output.buffer)?.name} over ${extents(k.axes)}`];
  if (k.reduction) lines.push(`${k.reduction.monoid} of ${terms} terms each, over ${extents(k.reduction.axes)}`);
  lines.push(`${bytes} bytes, ${points * (terms * inner + outer)} operations`);
  return lines;
}

/** Scalar operations at one point; each shared subtree counts once. */
function operations(s: Scalar, seen: Set<Scalar>, reads: Set<BufferId>): number {
  if (seen.has(s)) return 0;
  seen.add(s);
  switch (s.kind) {
    case 'apply':
      return s.args.reduce((n, a) => n + operations(a, seen, reads), 1);
    case 'guard':
      return operations(s.value, seen, reads);
    case 'load':
      reads.add(s.buffer);
      return s.row ? operations(s.row.index, seen, reads) : 0;
    case 'index':
    case 'literal':
    case 'reduced':
      return 0;
  }
}
