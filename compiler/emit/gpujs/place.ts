// Which point of a kernel's axes a thread computes. gpu.js gives each thread one element of the whole output and no
// way to write elsewhere, so a kernel's address is inverted: sorted by factor, the axes are the digits of the element's
// position in a mixed radix.
import type { Axis, Kernel } from '../../program/types.ts';
import { difference, type Expression, number, product } from './expression.ts';
import { type AxisTable, floorDivide, indexExpression } from './indices.ts';
import type { Writer } from './writer.ts';

interface Digit {
  readonly axis: Axis;
  readonly factor: number;
}

export interface Placement {
  /** largest factor first; axes of extent 1 are left out */
  readonly digits: readonly Digit[];
  /** every element of the buffer is written */
  readonly whole: boolean;
}

export function placement(k: Kernel, length: number, axes: AxisTable): Placement {
  const { address } = k.outputs[0]!;
  const factors = new Map<number, number>();
  let moves = address.offset !== 0;
  for (const t of address.terms) {
    if (t.atom.kind !== 'axis')
      throw new Error(`gpu.js emitter: ${k.name} writes at an address that is not affine in its axes`);
    if (k.axes.some((a) => a.id === (t.atom as { id: number }).id))
      factors.set(t.atom.id, (factors.get(t.atom.id) ?? 0) + t.factor);
    else if (axes.get(t.atom.id)?.extent !== 1) moves = true;
  }
  const digits = k.axes
    .filter((a) => a.extent !== 1)
    .map((axis) => ({ axis, factor: factors.get(axis.id) ?? 0 }))
    .sort((a, b) => b.factor - a.factor);
  let reach = 1;
  let count = 1;
  for (const d of [...digits].reverse()) {
    if (d.factor < reach)
      throw new Error(`gpu.js emitter: ${k.name} writes one element from several points, or in descending order`);
    reach = d.factor * (d.axis.extent - 1) + reach;
    count *= d.axis.extent;
  }
  return { digits, whole: !moves && count === length && reach === length };
}

const axisNames = ['i', 'j', 'p', 'q', 'u', 'v', 'a', 'b'];

/**
 * Writes the decoding of this.thread.x into axis values, and gives the test that this thread's element is one that the
 * kernel writes (null where all are).
 */
export function decode(w: Writer, k: Kernel, place: Placement, axes: AxisTable, length: number): string | null {
  for (const a of k.axes) if (a.extent === 1) axes.set(a.id, { value: number(0), extent: 1 });
  const threadIndex = { text: 'this.thread.x', level: 3 } as const;
  const only = place.digits[0]?.axis;
  if (place.whole && place.digits.length <= 1) {
    if (only) axes.set(only.id, { value: w.constant('i', threadIndex), extent: only.extent });
    return null;
  }
  const element = w.constant('element', threadIndex);
  const tests: string[] = [];
  let rest: Expression = element;
  if (!place.whole) {
    const { offset, terms } = k.outputs[0]!.address;
    const own = new Set(k.axes.map((a) => a.id));
    const start = {
      offset,
      terms: terms.filter((t) => t.atom.kind === 'axis' && !own.has(t.atom.id)),
    };
    const first = indexExpression(w, start, axes);
    if (first.text !== '0') {
      rest = w.constant('offset', difference(element, first));
      tests.push(`${rest.text} >= 0`);
    }
  }
  const names = new Map(k.axes.filter((a) => a.extent !== 1).map((a, n) => [a.id, axisNames[n] ?? 'c']));
  place.digits.forEach(({ axis, factor }, n) => {
    const done = place.whole && n === place.digits.length - 1;
    const stem = names.get(axis.id)!;
    const digit = factor === 1 ? w.constant(stem, rest) : floorDivide(w, rest, factor, length, stem);
    if (factor === 1) rest = number(0);
    else if (!done) {
      const next = difference(rest, product(digit, number(factor)));
      rest = place.digits[n + 1]?.factor === 1 ? next : w.constant('rest', next);
    }
    if (!place.whole) tests.push(`${digit.text} < ${axis.extent}`);
    axes.set(axis.id, { value: digit, extent: axis.extent });
  });
  if (!place.whole && rest.text !== '0') tests.push(`${rest.text} === 0`);
  return place.whole ? null : tests.join(' && ');
}
