// Contractions, recognised from index maps alone: reduced = sum over K of a[...] * b[...] with plain affine loads. An
// axis that only `a` uses is a row (M), one that only `b` uses is a column (N), one of both (or none) is a batch.
// Matrix products, convolutions and both of their gradients, attention scores: all have this form.

import { coefficient, sizeOf } from '../../program/indices.ts';
import type { Axis, Kernel, Load, Scalar } from '../../program/types.ts';
import { type Nest, normalize } from '../nest/normalize.ts';
import type { Contraction, Operand } from './types.ts';

/** Below this many multiplications the general loop nest is as fast. */
const smallest = 512;

export function recognize(kernel: Kernel, counters: ReadonlyMap<number, number>): Contraction | null {
  const { reduction } = kernel;
  if (reduction?.monoid !== 'sum' || !product(reduction.value)) return null;
  if ([...kernel.axes, ...reduction.axes].some((x) => x.extent === 0)) return null;
  const roots = [...kernel.outputs.map((o) => o.value), reduction.value];
  const addresses = kernel.outputs.map((o) => o.address);
  const nest = normalize({ spatial: kernel.axes, reduce: reduction.axes, roots, addresses }, counters);
  const factors = product(nest.roots.at(-1)!);
  if (!factors) return null;
  const found = classify(kernel, nest, factors);
  if (!found) return null;
  const [m, n, k] = [sizeOf(found.m), sizeOf(found.n), sizeOf(found.k)];
  const vectorIsBatch = found.batch.some((a) => found.outputs[0] && coefficient(found.outputs[0].address, a.id) === 1);
  if (vectorIsBatch || m * n * k < smallest || m * n === 1 || k === 1) return null;
  return found;
}

function product(s: Scalar): readonly [Load, Load] | null {
  if (s.kind !== 'apply' || s.op !== 'mul' || s.dtype !== 'f32') return null;
  const [a, b] = s.args;
  return a && b && isPlain(a) && isPlain(b) ? [a, b] : null;
}

function isPlain(s: Scalar): s is Load {
  return s.kind === 'load' && !s.row && s.dtype === 'f32' && s.address.terms.every((t) => t.atom.kind === 'axis');
}

function classify(kernel: Kernel, nest: Nest, [a, b]: readonly [Load, Load]): Contraction | null {
  const used = (x: Load, axis: Axis) => coefficient(x.address, axis.id) !== 0;
  const m = nest.spatial.filter((x) => used(a, x) && !used(b, x));
  const n = nest.spatial.filter((x) => used(b, x) && !used(a, x));
  const batch = nest.spatial.filter((x) => used(a, x) === used(b, x));
  const outputs = kernel.outputs.map((o, i) => ({
    buffer: o.buffer,
    address: nest.addresses[i]!,
    value: nest.roots[i]!,
  }));
  const first = outputs[0];
  if (!first || outputs.some((o) => o.address.terms.some((t) => t.atom.kind !== 'axis'))) return null;
  // columns are the side along which results are stored next to each other, unless it would leave most lanes idle
  const isContiguous = m.some((x) => coefficient(first.address, x.id) === 1);
  const [along, across] = isContiguous ? [sizeOf(m), sizeOf(n)] : [sizeOf(n), sizeOf(m)];
  const rowsAreContiguous = isContiguous !== (along < 8 && across >= 16);
  const k = nest.reduce;
  const [rows, columns] = rowsAreContiguous ? [b, a] : [a, b];
  const backward = k.filter((x) => coefficient(columns.address, x.id) < 0);
  const operands = { a: reversed(rows, backward), b: reversed(columns, backward) };
  return rowsAreContiguous ? { batch, m: n, n: m, k, ...operands, outputs } : { batch, m, n, k, ...operands, outputs };
}

/** The sum may run over an axis from its end: `b` is then read forward, as flipped windows are not. */
function reversed(x: Operand, axes: readonly Axis[]): Operand {
  let { offset } = x.address;
  const ids = new Set(axes.map((a) => a.id));
  for (const a of axes) offset += coefficient(x.address, a.id) * (a.extent - 1);
  const terms = x.address.terms.map((t) =>
    t.atom.kind === 'axis' && ids.has(t.atom.id) ? { ...t, factor: -t.factor } : t,
  );
  return { buffer: x.buffer, address: { offset, terms } };
}
