// Which buffers a step reads and writes, and the same step over other buffers.
import { indexKey } from './indices.ts';
import type { BufferId, Kernel, Scalar, ScatterKernel, Step } from './types.ts';
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

/** The step with buffers replaced; shared scalars stay shared. */
export function renamedBuffers(step: Step, names: ReadonlyMap<BufferId, BufferId>): Step {
  if (names.size === 0) return step;
  const of = (b: BufferId) => names.get(b) ?? b;
  if (step.kind === 'loop') {
    const carries = step.carries.map((c) => ({ from: of(c.from), to: of(c.to) }));
    return { ...step, body: step.body.map((s) => renamedBuffers(s, names)), carries };
  }
  if (![...readsOfStep(step), ...writesOfStep(step)].some((b) => names.has(b))) return step;
  const rename = renamer(of);
  return step.kind === 'kernel' ? renamedKernel(step, of, rename) : renamedScatter(step, of, rename);
}

function renamedKernel(k: Kernel, of: (b: BufferId) => BufferId, rename: (s: Scalar) => Scalar): Kernel {
  return {
    ...k,
    reduction: k.reduction && { ...k.reduction, value: rename(k.reduction.value) },
    outputs: k.outputs.map((o) => ({ ...o, buffer: of(o.buffer), value: rename(o.value) })),
  };
}

function renamedScatter(k: ScatterKernel, of: (b: BufferId) => BufferId, rename: (s: Scalar) => Scalar): ScatterKernel {
  const onto = k.onto === null ? null : of(k.onto);
  const parts = k.parts && { ...k.parts, buffer: of(k.parts.buffer) };
  return { ...k, buffer: of(k.buffer), onto, parts, index: rename(k.index), value: rename(k.value) };
}

function renamer(of: (b: BufferId) => BufferId): (s: Scalar) => Scalar {
  const known = new Map<Scalar, Scalar>();
  const rename = (s: Scalar): Scalar => {
    const done = known.get(s);
    if (done) return done;
    const result = renamed(s);
    known.set(s, result);
    return result;
  };
  const renamed = (s: Scalar): Scalar => {
    if (s.kind === 'apply') return { ...s, args: s.args.map(rename) };
    if (s.kind === 'guard') return { ...s, value: rename(s.value) };
    if (s.kind !== 'load') return s;
    const buffer = of(s.buffer);
    return s.row ? { ...s, buffer, row: { ...s.row, index: rename(s.row.index) } } : { ...s, buffer };
  };
  return rename;
}
