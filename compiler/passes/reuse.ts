// A pointwise kernel that is the last reader of a temporary, and reads it only where it writes an equally large value,
// writes into that temporary. (Not where a reduction is folded: its emitters keep partial sums in the result.)

import { readsInPlace, readsOfStep } from '../program/access.ts';
import { indexKey } from '../program/indices.ts';
import { livesOf } from '../program/liveness.ts';
import { renamedBuffers } from '../program/rewrite.ts';
import type { BufferId, Output, Step, Unplanned } from '../program/types.ts';
import { forEachKernel } from '../program/visit.ts';

export function reuse(program: Unplanned): Unplanned {
  if (!program.capabilities.inPlace) return program;
  const { lives, times } = livesOf(program.steps);
  const copied = new Set(program.copies.map((c) => c.from));
  const names = new Map<BufferId, BufferId>();
  const free = (b: BufferId) => program.buffers[b]!.role === 'temporary' && !copied.has(b);
  forEachKernel(program.steps, (k) => {
    if (k.kind !== 'kernel' || k.reduction) return;
    const now = times.get(k)!;
    const taken = new Set<BufferId>();
    for (const { buffer } of k.outputs) {
      const life = lives.get(buffer)!;
      if (!free(buffer) || life.first !== now || life.last === now) continue;
      const old = [...readsOfStep(k)].find(
        (b) =>
          free(b) &&
          !taken.has(b) &&
          lives.get(b)!.last === now &&
          sameSize(program, b, buffer) &&
          readsInPlace(k, b, buffer),
      );
      if (old === undefined) continue;
      taken.add(old);
      names.set(buffer, names.get(old) ?? old);
    }
  });
  let reusedBytes = 0;
  for (const b of names.keys()) reusedBytes += program.buffers[b]!.length * 4;
  return { ...program, reusedBytes, steps: withoutCopiesToSelf(program.steps.map((s) => renamedBuffers(s, names))) };
}

/** A copy whose target was written over its source does nothing. */
function withoutCopiesToSelf(steps: readonly Step[]): Step[] {
  return steps.flatMap((s): Step[] => {
    if (s.kind === 'loop') return [{ ...s, body: withoutCopiesToSelf(s.body) }];
    return s.kind === 'kernel' && s.outputs.every(isCopyToSelf) ? [] : [s];
  });
}

function isCopyToSelf({ buffer, address, value }: Output): boolean {
  return (
    value.kind === 'load' && value.buffer === buffer && !value.row && indexKey(value.address) === indexKey(address)
  );
}

function sameSize(program: Unplanned, a: BufferId, b: BufferId): boolean {
  const [x, y] = [program.buffers[a]!, program.buffers[b]!];
  return x.length === y.length && x.dtype === y.dtype;
}
