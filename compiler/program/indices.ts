// The algebra of integer index expressions: sums of axes times factors, with floor and modulo simplified by the ranges
// of the axes. floor(x / n) rounds toward minus infinity; x mod n = x - n floor(x / n) is in [0, n).
import type { Atom, Axis, AxisId, Index } from './types.ts';

/** The number of values of each axis: an axis runs over 0 .. extent-1. */
export type Extents = ReadonlyMap<AxisId, number>;

type Term = Index['terms'][number];

export const zero: Index = { offset: 0, terms: [] };

export function constantIndex(offset: number): Index {
  return { offset, terms: [] };
}

export function axisIndex(id: AxisId): Index {
  return { offset: 0, terms: [{ atom: { kind: 'axis', id }, factor: 1 }] };
}

/** sum of factor * index */
export function combine(parts: readonly { readonly index: Index; readonly factor: number }[], offset = 0): Index {
  const terms = new Map<string, { atom: Atom; factor: number }>();
  let constant = offset;
  for (const { index, factor } of parts) {
    if (factor === 0) continue;
    constant += factor * index.offset;
    for (const t of index.terms) {
      const key = atomKey(t.atom);
      const known = terms.get(key);
      if (known) known.factor += factor * t.factor;
      else terms.set(key, { atom: t.atom, factor: factor * t.factor });
    }
  }
  return { offset: constant, terms: recombined([...terms.values()].filter((t) => t.factor !== 0)) };
}

/** n floor(x / n) f + (x mod n) f = x f */
function recombined(terms: readonly Term[]): readonly Term[] {
  if (!terms.some((t) => t.atom.kind === 'floor') || !terms.some((t) => t.atom.kind === 'modulo')) return terms;
  for (const low of terms) {
    const m = low.atom;
    if (m.kind !== 'modulo') continue;
    const high = terms.find(
      (t) =>
        t.atom.kind === 'floor' &&
        t.atom.by === m.by &&
        t.factor === low.factor * m.by &&
        indexKey(t.atom.value) === indexKey(m.value),
    );
    if (!high) continue;
    const rest = terms.filter((t) => t !== low && t !== high);
    const whole = combine([
      { index: { offset: 0, terms: rest }, factor: 1 },
      { index: { offset: 0, terms: m.value.terms }, factor: low.factor },
    ]);
    if (m.value.offset === 0) return whole.terms;
  }
  return terms;
}

/** The number of points of the axes. */
export const sizeOf = (axes: readonly Axis[]): number => axes.reduce((n, a) => n * a.extent, 1);

/** The number of a point of the axes, outermost first, in row-major order. */
export function rowMajor(axes: readonly Axis[]): Index {
  const strides = rowMajorStrides(axes.map((a) => a.extent));
  return { offset: 0, terms: axes.map(({ id }, i) => ({ atom: { kind: 'axis', id }, factor: strides[i]! })) };
}

/** base + the row-major number of the element at `position` of an array of this shape */
export function dense(shape: readonly number[], position: readonly Index[], base: Index = zero): Index {
  const strides = rowMajorStrides(shape);
  return combine([
    { index: base, factor: 1 },
    ...position.map((index, k) => ({ index, factor: strides[k]! })).reverse(),
  ]);
}

/** How many elements apart neighbours along each axis are. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const extent of [...shape].reverse()) {
    strides.unshift(stride);
    stride *= extent;
  }
  return strides;
}

export function addIndices(a: Index, b: Index): Index {
  return combine([
    { index: a, factor: 1 },
    { index: b, factor: 1 },
  ]);
}

/** The least and greatest value; [0, -1] where an axis is empty. */
export function rangeOf(index: Index, extents: Extents): readonly [number, number] {
  let low = index.offset;
  let high = index.offset;
  for (const t of index.terms) {
    const [l, h] = atomRange(t.atom, extents);
    if (l > h) return [0, -1];
    low += t.factor * (t.factor > 0 ? l : h);
    high += t.factor * (t.factor > 0 ? h : l);
  }
  return [low, high];
}

function atomRange(atom: Atom, extents: Extents): readonly [number, number] {
  if (atom.kind === 'axis') {
    const extent = extents.get(atom.id);
    if (extent === undefined) throw new Error(`axis ${atom.id} has no extent`);
    return [0, extent - 1];
  }
  const { by, kind } = atom;
  const [low, high] = rangeOf(atom.value, extents);
  const [first, last] = [Math.floor(low / by), Math.floor(high / by)];
  if (low > high || kind === 'floor') return [first, last];
  return first === last ? [low - first * by, high - first * by] : [0, by - 1];
}

/** floor(index / by) */
export function floorDivide(index: Index, by: number, extents: Extents): Index {
  if (by === 1) return index;
  const { quotient, rest } = divided(index, by);
  return addIndices(quotient, floorOfRest(rest, by, extents));
}

/** index mod by, in [0, by) */
export function modulo(index: Index, by: number, extents: Extents): Index {
  if (by === 1) return zero;
  const { rest } = divided(index, by);
  const [low, high] = rangeOf(rest, extents);
  if (low >= 0 && high < by) return rest;
  if (Math.floor(low / by) === Math.floor(high / by)) {
    return addIndices(rest, constantIndex(-by * Math.floor(low / by)));
  }
  // (g x + c) mod (g b) = g (x mod b) + c for 0 <= c < g
  const g = commonFactor(rest, by);
  if (g > 1) {
    const { inner, remainder } = scaledDown(rest, g);
    return combine([{ index: modulo(inner, by / g, extents), factor: g }], remainder);
  }
  const only = rest.offset === 0 && rest.terms.length === 1 ? rest.terms[0]! : null;
  if (only?.factor === 1 && only.atom.kind === 'modulo' && only.atom.by % by === 0) {
    return modulo(only.atom.value, by, extents);
  }
  return { offset: 0, terms: [{ atom: { kind: 'modulo', value: rest, by }, factor: 1 }] };
}

function floorOfRest(rest: Index, by: number, extents: Extents): Index {
  const [low, high] = rangeOf(rest, extents);
  if (Math.floor(low / by) === Math.floor(high / by)) return constantIndex(Math.floor(low / by));
  // floor((g x + c) / (g b)) = floor(x / b) for 0 <= c < g
  const g = commonFactor(rest, by);
  if (g > 1) return floorDivide(scaledDown(rest, g).inner, by / g, extents);
  const only = rest.offset === 0 && rest.terms.length === 1 ? rest.terms[0]! : null;
  if (only?.factor === 1 && only.atom.kind === 'floor') {
    return floorDivide(only.atom.value, only.atom.by * by, extents);
  }
  if (only?.factor === 1 && only.atom.kind === 'modulo' && only.atom.by % by === 0) {
    return modulo(floorDivide(only.atom.value, by, extents), only.atom.by / by, extents);
  }
  return { offset: 0, terms: [{ atom: { kind: 'floor', value: rest, by }, factor: 1 }] };
}

/** index = by * quotient + rest; the rest keeps the terms whose factor `by` does not divide. */
function divided(index: Index, by: number): { quotient: Index; rest: Index } {
  const q = Math.floor(index.offset / by);
  const quotient: Term[] = [];
  const rest: Term[] = [];
  for (const t of index.terms) {
    if (t.factor % by === 0) quotient.push({ atom: t.atom, factor: t.factor / by });
    else rest.push(t);
  }
  return { quotient: { offset: q, terms: quotient }, rest: { offset: index.offset - q * by, terms: rest } };
}

function commonFactor(index: Index, by: number): number {
  return index.terms.reduce((g, t) => greatestCommonDivisor(g, Math.abs(t.factor)), by);
}

function scaledDown(index: Index, g: number): { inner: Index; remainder: number } {
  const offset = Math.floor(index.offset / g);
  return {
    inner: { offset, terms: index.terms.map((t) => ({ atom: t.atom, factor: t.factor / g })) },
    remainder: index.offset - offset * g,
  };
}

export function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** The index with every axis replaced. */
export function substitute(index: Index, of: (id: AxisId) => Index, extents: Extents): Index {
  return combine(
    index.terms.map((t) => ({ index: substituteAtom(t.atom, of, extents), factor: t.factor })),
    index.offset,
  );
}

function substituteAtom(atom: Atom, of: (id: AxisId) => Index, extents: Extents): Index {
  if (atom.kind === 'axis') return of(atom.id);
  const value = substitute(atom.value, of, extents);
  return atom.kind === 'floor' ? floorDivide(value, atom.by, extents) : modulo(value, atom.by, extents);
}

/** Equal indices have equal keys. */
export function indexKey(index: Index): string {
  const known = keys.get(index);
  if (known !== undefined) return known;
  const terms = index.terms.map((t) => `${t.factor}*${atomKey(t.atom)}`).sort();
  const key = `${terms.join('+')}+${index.offset}`;
  keys.set(index, key);
  return key;
}

const keys = new WeakMap<Index, string>();

function atomKey(atom: Atom): string {
  if (atom.kind === 'axis') return `a${atom.id}`;
  return `${atom.kind === 'floor' ? 'f' : 'm'}${atom.by}(${indexKey(atom.value)})`;
}

/** Visits every floor and modulo in the index, the inner ones too. */
export function forEachDivision(index: Index, visit: (atom: Exclude<Atom, { kind: 'axis' }>) => void): void {
  for (const { atom } of index.terms) {
    if (atom.kind === 'axis') continue;
    visit(atom);
    forEachDivision(atom.value, visit);
  }
}

/** Merges equal terms, drops zero ones, and turns atoms that are constant into the offset. */
export function simplifyIndex(i: Index, extents: Extents): Index {
  let offset = i.offset;
  const terms = new Map<string, { atom: Atom; factor: number }>();
  for (const { atom, factor } of i.terms) {
    const simple = simplifyAtom(atom, extents);
    if (typeof simple === 'number') {
      offset += factor * simple;
      continue;
    }
    const key = JSON.stringify(simple);
    const before = terms.get(key);
    terms.set(key, { atom: simple, factor: factor + (before?.factor ?? 0) });
  }
  return { offset, terms: [...terms.values()].filter((t) => t.factor !== 0) };
}

function simplifyAtom(atom: Atom, extents: Extents): Atom | number {
  if (atom.kind === 'axis') return extents.get(atom.id) === 1 ? 0 : atom;
  const value = simplifyIndex(atom.value, extents);
  if (value.terms.length > 0) return { ...atom, value };
  const quotient = Math.floor(value.offset / atom.by);
  return atom.kind === 'floor' ? quotient : value.offset - quotient * atom.by;
}

/** The coefficient of an axis outside nested atoms. */
export function coefficient(i: Index, axis: AxisId): number {
  let sum = 0;
  for (const t of i.terms) if (t.atom.kind === 'axis' && t.atom.id === axis) sum += t.factor;
  return sum;
}

/** Whether the axis occurs inside a floor or modulo atom. */
export function insideAtom(i: Index, axis: AxisId): boolean {
  return i.terms.some((t) => t.atom.kind !== 'axis' && uses(t.atom.value, axis));
}

export function uses(i: Index, axis: AxisId): boolean {
  return i.terms.some((t) => (t.atom.kind === 'axis' ? t.atom.id === axis : uses(t.atom.value, axis)));
}

export function axesOf(i: Index, out = new Set<AxisId>()): Set<AxisId> {
  for (const t of i.terms) {
    if (t.atom.kind === 'axis') out.add(t.atom.id);
    else axesOf(t.atom.value, out);
  }
  return out;
}

/** The index with axis + first in place of the axis. */
export function shifted(i: Index, id: AxisId, first: Index): Index {
  const factor = coefficient(i, id);
  const terms = i.terms.map((t) =>
    t.atom.kind === 'axis' ? t : { ...t, atom: { ...t.atom, value: shifted(t.atom.value, id, first) } },
  );
  if (factor === 0) return { offset: i.offset, terms };
  const added = first.terms.map((t) => ({ ...t, factor: t.factor * factor }));
  return { offset: i.offset + factor * first.offset, terms: [...terms, ...added] };
}
