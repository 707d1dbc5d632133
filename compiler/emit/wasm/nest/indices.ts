// Integer index expressions of a kernel: rewriting, ranges, and the normal form that the emitter works on (no axis of
// extent 1; neighbouring axes merged into one where every index runs over them contiguously).
import type { Atom, Axis, AxisId, Index, Scalar } from '../../../program/types.ts';

/** The parts of a kernel that hold indices; shared subtrees stay shared under `rewrite`. */
export interface Nest {
  readonly spatial: readonly Axis[];
  readonly reduce: readonly Axis[];
  readonly roots: readonly Scalar[];
  readonly addresses: readonly Index[];
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

/** The same expression with every index, which is `of` some value, replaced (and nodes, where `replace` gives another). */
export function rewriteScalars(
  roots: readonly Scalar[],
  rewriteIndex: (i: Index, of: Scalar) => Index,
  replace: (s: Scalar) => Scalar | null = () => null,
): Scalar[] {
  const done = new Map<Scalar, Scalar>();
  const visit = (s: Scalar): Scalar => {
    const known = done.get(s);
    if (known) return known;
    const out = replace(s) ?? rebuilt(s);
    done.set(s, out);
    return out;
  };
  const rebuilt = (s: Scalar): Scalar => {
    switch (s.kind) {
      case 'load': {
        const load = { ...s, address: rewriteIndex(s.address, s) };
        return s.row ? { ...load, row: { ...s.row, index: visit(s.row.index) } } : load;
      }
      case 'index':
        return { ...s, value: rewriteIndex(s.value, s) };
      case 'apply':
        return { ...s, args: s.args.map(visit) };
      case 'guard': {
        const conditions = s.conditions.map((c) => ({ ...c, value: rewriteIndex(c.value, s) }));
        return { ...s, conditions, value: visit(s.value) };
      }
      default:
        return s;
    }
  };
  return roots.map(visit);
}

/** Merges equal terms, drops zero ones, and turns atoms that are constant into the offset. */
export function simplifyIndex(i: Index, extents: ReadonlyMap<AxisId, number>): Index {
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

function simplifyAtom(atom: Atom, extents: ReadonlyMap<AxisId, number>): Atom | number {
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

/** Drops axes of extent 1 and merges (outer, inner) where every index has factor(outer) = factor(inner) extent(inner). */
export function normalize(nest: Nest, counters: ReadonlyMap<AxisId, number>): Nest {
  const extents = new Map([...counters, ...[...nest.spatial, ...nest.reduce].map((a) => [a.id, a.extent] as const)]);
  let current = rewriteNest(nest, (i) => simplifyIndex(i, extents));
  current = {
    ...current,
    spatial: nest.spatial.filter((a) => a.extent !== 1),
    reduce: nest.reduce.filter((a) => a.extent !== 1),
  };
  for (;;) {
    const pair = mergeable(current);
    if (!pair) return current;
    current = mergePair(current, pair.outer, pair.inner);
  }
}

function rewriteNest(nest: Nest, rewriteIndex: (i: Index) => Index): Nest {
  return {
    ...nest,
    roots: rewriteScalars(nest.roots, rewriteIndex),
    addresses: nest.addresses.map(rewriteIndex),
  };
}

/** Loops count in 32 bits. */
const mostPoints = 2 ** 31 - 1;

function mergeable(nest: Nest): { outer: Axis; inner: Axis } | null {
  const indices = [...indicesOf(nest.roots), ...nest.addresses];
  for (const group of [nest.spatial, nest.reduce]) {
    for (let k = 0; k + 1 < group.length; k++) {
      const [outer, inner] = [group[k]!, group[k + 1]!];
      if (outer.extent * inner.extent > mostPoints) continue;
      if (indices.every((i) => contiguous(i, outer, inner))) return { outer, inner };
    }
  }
  return null;
}

/** The index depends on outer * extent(inner) + inner only. */
function contiguous(i: Index, outer: Axis, inner: Axis): boolean {
  if (coefficient(i, outer.id) !== coefficient(i, inner.id) * inner.extent) return false;
  return i.terms.every((t) => t.atom.kind === 'axis' || contiguous(t.atom.value, outer, inner));
}

function mergePair(nest: Nest, outer: Axis, inner: Axis): Nest {
  const drop = (i: Index): Index => ({
    offset: i.offset,
    terms: i.terms
      .filter((t) => t.atom.kind !== 'axis' || t.atom.id !== outer.id)
      .map((t) => (t.atom.kind === 'axis' ? t : { ...t, atom: { ...t.atom, value: drop(t.atom.value) } })),
  });
  const widen = (axes: readonly Axis[]) =>
    axes
      .filter((a) => a.id !== outer.id)
      .map((a) => (a.id === inner.id ? { id: a.id, extent: outer.extent * inner.extent } : a));
  return { ...rewriteNest(nest, drop), spatial: widen(nest.spatial), reduce: widen(nest.reduce) };
}
