// Long sums by few threads, in two launches. A GPU hides the time of a load behind thousands of threads; the weight
// gradient of a convolution has 150 outputs and 25,000 terms each, and one thread an output would wait for every term.
// The kernel is split along one reduced axis: partial results for each of its values, then a reduction of those.
import { rowMajor } from '../../program/indices.ts';
import type { Axis, Buffer, Index, Kernel, Program, Scalar, Step } from '../../program/types.ts';

/** Below this many threads a GPU is idle. */
const fewThreads = 2 ** 13;
/** A second launch costs about as much as this many terms in one thread. */
const longReduction = 2 ** 9;

const associative = new Set(['sum', 'prod', 'max', 'min']);

/** The same program with such kernels split, and a buffer of partial results for each. */
export function splitReductions(program: Program): Program {
  const buffers: Buffer[] = [...program.buffers];
  let nextId = buffers.reduce((n, b) => Math.max(n, b.id), -1) + 1;
  const split = (s: Step): Step[] => {
    if (s.kind === 'loop') return [{ ...s, body: s.body.flatMap(split) }];
    const axis = s.kind === 'kernel' ? splitAxis(s) : null;
    if (s.kind !== 'kernel' || axis === null) return [s];
    const points = [...s.axes, axis];
    const dtype = s.reduction!.value.dtype;
    const partial: Buffer = { id: nextId++, name: `${s.name}_parts`, dtype, length: count(points), role: 'temporary' };
    buffers.push(partial);
    return twoStages(s, axis, partial, rowMajor(points));
  };
  const steps = program.steps.flatMap(split);
  return { ...program, buffers, steps };
}

const count = (axes: readonly Axis[]): number => axes.reduce((n, a) => n * a.extent, 1);

/** The longest reduced axis that leaves work for the first stage, or null where the kernel is better left whole. */
function splitAxis(k: Kernel): Axis | null {
  if (k.reduction === null || k.outputs.length !== 1 || !associative.has(k.reduction.monoid)) return null;
  const threads = count(k.axes);
  const terms = count(k.reduction.axes);
  if (threads >= fewThreads || threads === 0 || terms < longReduction) return null;
  const fits = k.reduction.axes.filter((a) => a.extent >= 8 && terms / a.extent >= 8 && threads * a.extent <= 2 ** 20);
  return fits.reduce<Axis | null>((best, a) => (best === null || a.extent > best.extent ? a : best), null);
}

function twoStages(k: Kernel, axis: Axis, partial: Buffer, address: Index): Kernel[] {
  const reduction = k.reduction!;
  const { dtype } = partial;
  const reduced: Scalar = { kind: 'reduced', dtype };
  const first: Kernel = {
    kind: 'kernel',
    name: `${k.name}_parts`,
    axes: [...k.axes, axis],
    reduction: { ...reduction, axes: reduction.axes.filter((a) => a !== axis) },
    outputs: [{ buffer: partial.id, address, value: reduced }],
  };
  const value: Scalar = { kind: 'load', buffer: partial.id, address, dtype };
  return [first, { ...k, reduction: { ...reduction, axes: [axis], value } }];
}
