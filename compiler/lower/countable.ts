// Integers of loops and indices end somewhere: at 2^31 - 1 in 32 bits, at 2^24 in a float. Beyond, they would wrap or stand
// still, so a kernel that counts further is refused before anything runs.
import type { Expr } from '../../dsl/expr.ts';
import { type Extents, rangeOf } from '../program/indices.ts';
import type { Index, Kernel, ScatterKernel } from '../program/types.ts';
import { forEachIndex, forEachScalar, scalarsOf } from '../program/visit.ts';

/** `e`: what the step computes, for the error; `extents`: of the loops around it and of its axes. */
export function requireCountable(e: Expr, step: Kernel | ScatterKernel, around: Extents, largest: number): void {
  const { axes: folded = [], monoid = '' } = (step.kind === 'kernel' && step.reduction) || {};
  const axes = [...step.axes, ...folded];
  const extents = new Map([...around, ...axes.map((a) => [a.id, a.extent] as const)]);
  let most = Math.max(0, ...axes.map((a) => a.extent));
  // an empty nest asks for no index
  if (axes.every((a) => a.extent > 0)) forEachIndex(step, (index) => (most = Math.max(most, reach(index, extents))));
  forEachScalar(scalarsOf(step), (s) => {
    if (s.kind === 'guard') for (const c of s.conditions) if (c.kind === 'range') most = Math.max(most, c.below);
  });
  if (monoid.startsWith('arg')) {
    most = Math.max(
      most,
      folded.reduce((n, a) => n * a.extent, 1),
    );
  }
  if (most > largest) {
    const [name, { shape }] = e.kind === 'reduce' ? [e.monoid, e.source] : [e.kind === 'map' ? e.op.name : e.kind, e];
    throw tooFar(name, shape, most, largest);
  }
}

/** How far the index, and what it is computed from term by term, goes from 0. */
function reach({ offset, terms }: Index, extents: Extents): number {
  let [low, high, most] = [0, 0, 0];
  const add = (from: number, to: number) => {
    low += Math.min(from, to);
    high += Math.max(from, to);
    most = Math.max(most, -low, high);
  };
  for (const t of terms) {
    if (t.atom.kind !== 'axis') most = Math.max(most, reach(t.atom.value, extents));
    const [from, to] = rangeOf({ offset: 0, terms: [t] }, extents);
    add(from, to);
  }
  add(offset, offset);
  return most;
}

/** `what` of a shape counts to `most`. */
export function tooFar(what: string, shape: readonly number[], most: number, largest: number): Error {
  return new RangeError(
    `${what} of [${shape.join(', ')}] counts to ${most}, and the backend to ${largest}; use a smaller batch` +
      `${largest < 2 ** 31 - 1 ? ' or a backend with 32-bit integers' : ' or parts of the tensor'}`,
  );
}
