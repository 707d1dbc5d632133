// The one rewriter of scalars, and steps in which scalars, indices or buffers are replaced by it.
import { readsOfStep, writesOfStep } from './access.ts';
import type { BufferId, Index, Kernel, Scalar, ScatterKernel, Step } from './types.ts';
import { scalarsOf } from './visit.ts';

/** What is replaced; what is not named stays as it is. */
export interface Rewriting {
  /** an index: the address in `buffer`, or (null) a condition or a value */
  readonly index?: (i: Index, buffer: BufferId | null) => Index;
  readonly buffer?: (b: BufferId) => BufferId;
  /** a scalar as a whole; null: its parts are rewritten */
  readonly scalar?: (s: Scalar) => Scalar | null;
}

/** The same expressions rewritten; subtrees that were shared stay shared. */
export function rewriteScalars(roots: readonly Scalar[], { index, buffer, scalar }: Rewriting): Scalar[] {
  const done = new Map<Scalar, Scalar>();
  const visit = (s: Scalar): Scalar => {
    const known = done.get(s);
    if (known) return known;
    const out = scalar?.(s) ?? rebuilt(s);
    done.set(s, out);
    return out;
  };
  const rebuilt = (s: Scalar): Scalar => {
    switch (s.kind) {
      case 'load': {
        const address = index ? index(s.address, s.buffer) : s.address;
        const load = { ...s, buffer: buffer ? buffer(s.buffer) : s.buffer, address };
        return s.row ? { ...load, row: { ...s.row, index: visit(s.row.index) } } : load;
      }
      case 'index':
        return index ? { ...s, value: index(s.value, null) } : s;
      case 'apply':
        return { ...s, args: s.args.map(visit) };
      case 'guard': {
        const conditions = index ? s.conditions.map((c) => ({ ...c, value: index(c.value, null) })) : s.conditions;
        return { ...s, conditions, value: visit(s.value) };
      }
      default:
        return s;
    }
  };
  return roots.map(visit);
}

/** The kernel with all that it holds rewritten: its values, its addresses and the buffers that it writes. */
export function rewriteKernel<S extends Kernel | ScatterKernel>(step: S, rewriting: Rewriting): S;
export function rewriteKernel(step: Kernel | ScatterKernel, rewriting: Rewriting): Kernel | ScatterKernel {
  const { index = (i: Index) => i, buffer = (b: BufferId) => b } = rewriting;
  const values = rewriteScalars(scalarsOf(step), rewriting);
  if (step.kind === 'scatter') {
    return {
      ...step,
      buffer: buffer(step.buffer),
      onto: step.onto === null ? null : buffer(step.onto),
      index: values[0]!,
      address: index(step.address, step.buffer),
      value: values[1]!,
      parts: step.parts && { ...step.parts, buffer: buffer(step.parts.buffer) },
    };
  }
  const folded = step.reduction ? 1 : 0;
  return {
    ...step,
    reduction: step.reduction && { ...step.reduction, value: values[0]! },
    outputs: step.outputs.map((o, i) => ({
      buffer: buffer(o.buffer),
      address: index(o.address, o.buffer),
      value: values[folded + i]!,
    })),
  };
}

/** The step over other buffers. */
export function renamedBuffers(step: Step, names: ReadonlyMap<BufferId, BufferId>): Step {
  if (names.size === 0) return step;
  const buffer = (b: BufferId) => names.get(b) ?? b;
  if (step.kind === 'loop') {
    const carries = step.carries.map((c) => ({ from: buffer(c.from), to: buffer(c.to) }));
    return { ...step, body: step.body.map((s) => renamedBuffers(s, names)), carries };
  }
  if (![...readsOfStep(step), ...writesOfStep(step)].some((b) => names.has(b))) return step;
  return rewriteKernel(step, { buffer });
}
