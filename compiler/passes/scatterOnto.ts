// Scatter onto: p + s and p - s, where only this sum reads the scatter s, become one scatter that begins with p instead of
// zeros. Where p is a state and the sum its new value, `order` lets it write in place, and a step touches as many rows of
// the table as it has indices: what a sparse update costs does not grow with the table.

import { readsOfStep } from '../program/access.ts';
import { indexKey } from '../program/indices.ts';
import type { BufferId, Kernel, Load, Output, Scalar, ScatterKernel, Step, Unplanned } from '../program/types.ts';
import { loadsOf } from '../program/visit.ts';

export function scatterOnto(program: Unplanned): Unplanned {
  if (!program.capabilities.scatter) return program;
  const counts = new Map<BufferId, number>();
  countReaders(program.steps, counts);
  const copied = new Set(program.copies.map((c) => c.from));
  const isFree = (b: BufferId) => counts.get(b) === 1 && program.buffers[b]!.role === 'temporary' && !copied.has(b);
  return { ...program, steps: joined(program.steps, program, isFree) };
}

function countReaders(steps: readonly Step[], readers: Map<BufferId, number>): void {
  for (const s of steps) {
    if (s.kind !== 'loop') for (const b of readsOfStep(s)) readers.set(b, (readers.get(b) ?? 0) + 1);
    else {
      countReaders(s.body, readers);
      for (const { from } of s.carries) readers.set(from, (readers.get(from) ?? 0) + 1);
    }
  }
}

function joined(steps: readonly Step[], program: Unplanned, isFree: (b: BufferId) => boolean): Step[] {
  const scatters = new Map<BufferId, ScatterKernel>();
  for (const s of steps) if (s.kind === 'scatter' && s.onto === null && isFree(s.buffer)) scatters.set(s.buffer, s);
  const gone = new Set<ScatterKernel>();
  const result = steps.flatMap((s): Step[] => {
    if (s.kind === 'loop') return [{ ...s, body: joined(s.body, program, isFree) }];
    if (s.kind === 'scatter') return [s];
    const begun: ScatterKernel[] = [];
    const outputs = s.outputs.filter((o) => {
      const sum = sumOf(s, o, scatters);
      if (sum === null || !isWhole(program, s, o, sum) || readers(s, sum.scatter.buffer) > 1) return true;
      const { scatter, onto, negative } = sum;
      const value: Scalar = negative
        ? { kind: 'apply', op: 'neg', args: [scatter.value], dtype: scatter.value.dtype }
        : scatter.value;
      begun.push({ ...scatter, buffer: o.buffer, onto: onto.buffer, value });
      gone.add(scatter);
      return false;
    });
    if (begun.length === 0) return [s];
    return outputs.length === 0 ? begun : [...begun, { ...s, outputs }];
  });
  return result.filter((s) => s.kind !== 'scatter' || !gone.has(s));
}

/** How many outputs of the kernel read the buffer. */
const readers = (k: Kernel, buffer: BufferId): number =>
  k.outputs.filter((o) => loadsOf({ ...k, outputs: [o] }).some((l) => l.buffer === buffer)).length;

interface Sum {
  readonly scatter: ScatterKernel;
  readonly onto: Load;
  readonly negative: boolean;
}

/** The output as p + s or p - s, both read where the output is written. */
function sumOf(k: Kernel, { address, value }: Output, scatters: ReadonlyMap<BufferId, ScatterKernel>): Sum | null {
  if (k.reduction || value.kind !== 'apply' || (value.op !== 'add' && value.op !== 'sub')) return null;
  const [a, b] = value.args as [Scalar, Scalar];
  const at = indexKey(address);
  const isHere = (s: Scalar): s is Load => s.kind === 'load' && s.row === undefined && indexKey(s.address) === at;
  if (!isHere(a) || !isHere(b)) return null;
  const negative = value.op === 'sub';
  const [left, right] = [scatters.get(a.buffer), scatters.get(b.buffer)];
  if (right !== undefined && left === undefined) return { scatter: right, onto: a, negative };
  return left !== undefined && right === undefined && !negative ? { scatter: left, onto: b, negative } : null;
}

/** Does the output fill its buffer, which is of the size of the other two? */
function isWhole({ buffers }: Unplanned, k: Kernel, o: Output, { scatter, onto }: Sum): boolean {
  const points = k.axes.reduce((n, a) => n * a.extent, 1);
  return [o.buffer, onto.buffer, scatter.buffer].every((b) => buffers[b]!.length === points);
}
