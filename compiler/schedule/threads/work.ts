// How much work a kernel is, in nanoseconds of one core, roughly: whether waiting for other threads is worth it.
import { operationCost } from '../../program/cost.ts';
import { sizeOf } from '../../program/indices.ts';
import type { Kernel, ScatterKernel } from '../../program/types.ts';
import { nodesOf } from '../../program/visit.ts';
import type { ContractionPlan } from '../contraction/types.ts';

/** of one product and addition in a register tile */
const productTime = 0.06;
/** of one addition, load or store in a vectorised loop */
const operationTime = 0.15;

export function workOf(kernel: Kernel | ScatterKernel, plan: ContractionPlan | null = null): number {
  const points = sizeOf(kernel.axes);
  if (kernel.kind === 'scatter') return points * operationTime * costOf([kernel.index, kernel.value]);
  const written = points * operationTime * costOf(kernel.outputs.map((o) => o.value));
  if (!kernel.reduction) return written;
  const terms = points * sizeOf(kernel.reduction.axes);
  return written + terms * (plan ? productTime : operationTime * costOf([kernel.reduction.value]));
}

function costOf(values: Parameters<typeof nodesOf>[0]): number {
  const cost = (s: ReturnType<typeof nodesOf>[number]) =>
    s.kind === 'apply' ? operationCost[s.op] : s.kind === 'load' ? 1 : 0;
  return nodesOf(values).reduce((sum, s) => sum + cost(s), values.length);
}
