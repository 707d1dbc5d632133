// Visitors over Program steps, shared by passes that look at every scalar, load or index.
import type { Index, Kernel, Load, Scalar, ScatterKernel, Step } from './types.ts';

/** The scalar expressions of a kernel, not those inside them. */
export function scalarsOf(step: Kernel | ScatterKernel): Scalar[] {
  if (step.kind === 'scatter') return [step.index, step.value];
  return [...(step.reduction ? [step.reduction.value] : []), ...step.outputs.map((o) => o.value)];
}

/** Every distinct scalar object below the roots, users before operands. */
export function forEachScalar(roots: readonly Scalar[], visit: (s: Scalar) => void): void {
  const seen = new Set<Scalar>();
  const stack = [...roots];
  while (stack.length > 0) {
    const s = stack.pop()!;
    if (seen.has(s)) continue;
    seen.add(s);
    visit(s);
    if (s.kind === 'apply') stack.push(...s.args);
    if (s.kind === 'guard') stack.push(s.value);
    if (s.kind === 'load' && s.row) stack.push(s.row.index);
  }
}

/** Every index expression of a kernel: addresses, conditions, index values. */
export function forEachIndex(step: Kernel | ScatterKernel, visit: (index: Index) => void): void {
  forEachScalar(scalarsOf(step), (s) => {
    if (s.kind === 'load') visit(s.address);
    if (s.kind === 'index') visit(s.value);
    if (s.kind === 'guard') for (const c of s.conditions) visit(c.value);
  });
  if (step.kind === 'scatter') visit(step.address);
  else for (const o of step.outputs) visit(o.address);
}

export function loadsOf(step: Kernel | ScatterKernel): Load[] {
  const loads: Load[] = [];
  forEachScalar(scalarsOf(step), (s) => {
    if (s.kind === 'load') loads.push(s);
  });
  return loads;
}

/** Every kernel of the steps, in order, those inside loops too. */
export function forEachKernel(steps: readonly Step[], visit: (step: Kernel | ScatterKernel) => void): void {
  for (const s of steps) {
    if (s.kind === 'loop') forEachKernel(s.body, visit);
    else visit(s);
  }
}

/** Every kernel of the steps, in order, those inside loops too. */
export const kernelsOf = (steps: readonly Step[]): (Kernel | ScatterKernel)[] =>
  steps.flatMap((s) => (s.kind === 'loop' ? kernelsOf(s.body) : [s]));
