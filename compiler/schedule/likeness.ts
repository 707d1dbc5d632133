// Kernels that differ in nothing but the buffers that they use are one function, which is given the buffers' places: the
// layers of a deep network repeat their kernels. A place is a counter like that of a loop around the kernel, and every
// address has it as one more term, so emitters need no special case.
import { rewriteKernel } from '../program/rewrite.ts';
import type { Axis, AxisId, BufferId, Index, Kernel, Scalar } from '../program/types.ts';
import { nodesOf } from '../program/visit.ts';
import { axesOfKernel, freshAxes } from './fresh.ts';

/** What kernels have in common, as text, and what they need not: their buffers, in the order in which they occur. */
export interface Likeness {
  readonly text: string;
  readonly buffers: readonly BufferId[];
}

const rootsOf = ({ reduction, outputs }: Kernel): Scalar[] => [
  ...outputs.map((o) => o.value),
  ...(reduction ? [reduction.value] : []),
];

/** `around`: the loops around the kernel. Axes and buffers are numbered as they occur, and values that occur twice are one. */
export function likenessOf(kernel: Kernel, around: readonly Axis[]): Likeness {
  const { axes, reduction, outputs } = kernel;
  const nodes = nodesOf(rootsOf(kernel));
  const values = new Map<unknown, number>(nodes.map((s, i) => [s, i]));
  const [axisNumbers, buffers] = [new Map<AxisId, number>(), new Map<BufferId, number>()];
  const numbered = (key: string, x: unknown): unknown => {
    if (typeof x === 'object') return values.get(x) ?? x;
    if (typeof x !== 'number') return x;
    if (key === 'buffer') return numberIn(buffers, x);
    if (key === 'id') return numberIn(axisNumbers, x);
    // JSON has neither NaN nor infinities, and one zero
    return Object.is(x, -0) ? '-0' : Number.isFinite(x) ? x : `${x}`;
  };
  const text = JSON.stringify([around, axes, nodes.map((s) => ({ ...s })), reduction, outputs], numbered);
  return { text, buffers: [...buffers.keys()] };
}

function numberIn(numbers: Map<number, number>, id: number): number {
  const number = numbers.get(id) ?? numbers.size;
  numbers.set(id, number);
  return number;
}

/** In elements; addresses have 32 bits. */
const placesExtent = 2 ** 30;

/** The kernel with a counter for the place of each buffer, in elements. */
export function withPlaces(kernel: Kernel, around: readonly Axis[], buffers: readonly BufferId[]) {
  const fresh = freshAxes([...around, ...axesOfKernel(kernel)].map((a) => a.id));
  const places = new Map(buffers.map((b) => [b, fresh('place', placesExtent)] as const));
  const moved = (buffer: BufferId, { offset, terms }: Index): Index => {
    const { id } = places.get(buffer)!;
    return { offset, terms: [...terms, { atom: { kind: 'axis', id }, factor: 1 }] };
  };
  const placed = rewriteKernel(kernel, { index: (i, buffer) => (buffer === null ? i : moved(buffer, i)) });
  return { kernel: placed, counters: [...around, ...places.values()] };
}
