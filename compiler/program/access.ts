// Which buffers a step reads and writes.
import { indexKey } from './indices.ts';
import type { BufferId, Kernel, Scalar, Step } from './types.ts';
import { forEachScalar, loadsOf } from './visit.ts';

export function readsOfStep(step: Step): ReadonlySet<BufferId> {
  if (step.kind !== 'loop') {
    const read = new Set(loadsOf(step).map((l) => l.buffer));
    return step.kind === 'scatter' && step.onto !== null ? read.add(step.onto) : read;
  }
  const all = new Set<BufferId>();
  for (const s of step.body) for (const b of readsOfStep(s)) all.add(b);
  for (const c of step.carries) all.add(c.from);
  return all;
}

export function writesOfStep(step: Step): ReadonlySet<BufferId> {
  if (step.kind === 'kernel') return new Set(step.outputs.map((o) => o.buffer));
  if (step.kind === 'scatter') return new Set([step.buffer, ...(step.parts ? [step.parts.buffer] : [])]);
  const all = new Set<BufferId>();
  for (const s of step.body) for (const b of writesOfStep(s)) all.add(b);
  for (const c of step.carries) all.add(c.to);
  return all;
}

/** Does the kernel read `buffer` only at the address where it writes `output`, and never inside its reduction? */
export function readsInPlace(kernel: Kernel, buffer: BufferId, output: BufferId): boolean {
  const at = indexKey(kernel.outputs.find((o) => o.buffer === output)!.address);
  let same = true;
  const check = (isAllowed: boolean) => (s: Scalar) => {
    if (s.kind !== 'load' || s.buffer !== buffer) return;
    if (!isAllowed || s.row || indexKey(s.address) !== at) same = false;
  };
  if (kernel.reduction) forEachScalar([kernel.reduction.value], check(false));
  forEachScalar(
    kernel.outputs.map((o) => o.value),
    check(true),
  );
  return same;
}
