// The memory of a program on gpu.js, known before it runs.
import type { GpuProgram, GpuStep } from '../../../compiler/emit/gpujs/index.ts';
import type { Buffer, BufferId } from '../../../compiler/program/types.ts';
import { isGpu, type Mode } from './modes.ts';

/**
 * Bytes at the peak of a run. Kernels on a GPU keep the memory of their last output, so there nothing is shared;
 * elsewhere temporaries are freed after their last use.
 */
export function plannedBytes({ buffers: list, steps }: GpuProgram, mode: Mode): number {
  const buffers = new Map(list.map((b) => [b.id, b]));
  let kept = 0;
  for (const b of list) if (b.role !== 'temporary' || isGpu(mode)) kept += 4 * b.length;
  if (isGpu(mode)) return kept;
  const live = new Set<BufferId>();
  const enter = (s: GpuStep): void => {
    if (s.kind === 'loop') s.body.forEach(enter);
    else if (buffers.get(s.writes)?.role === 'temporary') live.add(s.writes);
  };
  let peak = 0;
  const last = lastUses(steps, buffers);
  steps.forEach((s, i) => {
    enter(s);
    let bytes = 0;
    for (const id of live) bytes += 4 * buffers.get(id)!.length;
    peak = Math.max(peak, bytes);
    for (const id of last[i]!) live.delete(id);
  });
  return kept + peak;
}

/** For each step, the temporaries that no step after it reads. */
export function lastUses(steps: readonly GpuStep[], buffers: ReadonlyMap<BufferId, Buffer>): BufferId[][] {
  const last = new Map<BufferId, number>();
  const visit = (s: GpuStep, at: number): void => {
    if (s.kind === 'loop') {
      for (const b of s.body) visit(b, at);
      for (const c of s.carries) last.set(c.from, at).set(c.to, at);
      return;
    }
    last.set(s.writes, at);
    for (const a of s.arguments) if (a.kind === 'buffer') last.set(a.id, at);
  };
  steps.forEach(visit);
  const lists: BufferId[][] = steps.map(() => []);
  for (const [id, at] of last) if (buffers.get(id)?.role === 'temporary') lists[at]!.push(id);
  return lists;
}
