// Visitors over Program steps, shared by passes that look at every scalar, load or index.
import type { Index, Kernel, Load, Scalar, ScatterKernel, Step } from './types.ts';

/** The scalar expressions of a kernel, not those inside them. */
export function scalarsOf(step: Kernel | ScatterKernel): Scalar[] {
  if (step.kind === 'scatter') return [step.index, step.value];
  return [...(step.reduction ? [step.reduction.value] : []), ...step.outputs.map((o) => o.value)];
}

/** Every index that a scalar holds, conditions and row loads included, nested atoms not. */
export function indicesOf(roots: readonly Scalar[]): Index[] {
  return nodesOf(roots).flatMap(ownIndices);
}

/** Those of the scalar itself. */
export function ownIndices(s: Scalar): readonly Index[] {
  if (s.kind === 'load') return [s.address];
  if (s.kind === 'index') return [s.value];
  return s.kind === 'guard' ? s.conditions.map((c) => c.value) : [];
}

export function childrenOf(s: Scalar): readonly Scalar[] {
  if (s.kind === 'apply') return s.args;
  if (s.kind === 'guard') return [s.value];
  if (s.kind === 'load' && s.row) return [s.row.index];
  return [];
}

/** Every node once, operands before users. */
export function nodesOf(roots: readonly Scalar[]): Scalar[] {
  const seen = new Set<Scalar>();
  const visit = (s: Scalar) => {
    if (seen.has(s)) return;
    for (const c of childrenOf(s)) visit(c);
    seen.add(s);
  };
  for (const r of roots) visit(r);
  return [...seen];
}

/** How often each value is asked for. */
export function countUses(roots: readonly Scalar[]): Map<Scalar, number> {
  const count = new Map<Scalar, number>();
  const use = (s: Scalar) => count.set(s, (count.get(s) ?? 0) + 1);
  roots.forEach(use);
  for (const s of nodesOf(roots)) childrenOf(s).forEach(use);
  return count;
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
    stack.push(...childrenOf(s));
  }
}

/** Every index expression of a kernel: addresses, conditions, index values. */
export function forEachIndex(step: Kernel | ScatterKernel, visit: (index: Index) => void): void {
  forEachScalar(scalarsOf(step), (s) => ownIndices(s).forEach(visit));
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
