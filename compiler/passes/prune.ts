// Values that nothing loads are not stored: a root that only its own kernel's other outputs use stays in registers.

import { readsOfStep, writesOfStep } from '../program/access.ts';
import type { BufferId, Step, Unplanned } from '../program/types.ts';

export function prune(program: Unplanned): Unplanned {
  const needed = new Set<BufferId>(program.copies.map((c) => c.from));
  for (const b of program.buffers) if (b.role !== 'temporary') needed.add(b.id);
  return { ...program, steps: kept(program.steps, needed) };
}

/** From the last step back: a step is kept if something after it needs what it writes. */
function kept(steps: readonly Step[], needed: Set<BufferId>): Step[] {
  const result: Step[] = [];
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = trimmed(steps[i]!, needed);
    if (!step) continue;
    for (const b of readsOfStep(step)) needed.add(b);
    result.push(step);
  }
  return result.reverse();
}

function trimmed(step: Step, needed: Set<BufferId>): Step | null {
  if (step.kind === 'kernel') {
    const outputs = step.outputs.filter((o) => needed.has(o.buffer));
    if (outputs.length === 0) return null;
    return outputs.length === step.outputs.length ? step : { ...step, outputs };
  }
  if (step.kind === 'scatter') return needed.has(step.buffer) ? step : null;
  // what one pass of a loop reads, the pass before may have written
  if (![...writesOfStep(step)].some((b) => needed.has(b))) return null;
  for (const b of readsOfStep(step)) needed.add(b);
  return { ...step, body: kept(step.body, needed) };
}
