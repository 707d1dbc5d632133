// Sibling roots share a kernel: values over one iteration space that load a common buffer, or of which one is computed
// from the other at the same position (an optimiser's moments and parameter; a sum and its rectified value), where the
// backend can store several.
//
// Every kernel has a depth: larger than that of all kernels it loads from. A root joins only a kernel of the depth it
// would have itself, or of the kernel whose values it continues, so no two kernels ever wait for each other.
import type { Expr, Reduce } from '../../dsl/expr.ts';
import { elementCount, operands, topological } from '../../dsl/expr.ts';
import { isLeaf } from '../graph.ts';
import { extremeOf } from '../program/monoid.ts';
import type { Capabilities } from '../program/types.ts';
import { deepest } from './limit.ts';
import { placedAs } from './views.ts';

interface Group {
  readonly roots: Expr[];
  /** where there is one, others join only to continue it, or to fold an extreme value's place too (or the value) */
  readonly reductions: Reduce[];
  readonly depth: number;
  readonly inputs: Set<Expr>;
  /** at most so deep are the values that are computed in it */
  height: number;
}

interface Reads {
  /** stored values and leaves read at the root's own position */
  readonly here: ReadonlySet<Expr>;
  /** those read elsewhere */
  readonly elsewhere: ReadonlySet<Expr>;
}

const mostOutputs = 8;

export function groupSiblings(
  roots: readonly Expr[],
  reductions: ReadonlyMap<Expr, Reduce>,
  capabilities: Capabilities,
): readonly (readonly Expr[])[] {
  const stored = new Set(roots);
  const heights = heightsIn(stored);
  const groupOf = new Map<Expr, Group>();
  const groups: Group[] = [];
  /** groups that may still grow, by shape and depth */
  const open = new Map<string, Group[]>();
  for (const root of roots) {
    const reads = readsOf(root, stored);
    const depth = depthOf(reads, groupOf);
    const mayShare = capabilities.multipleOutputs && canShare(root);
    const reduction = reductions.get(root);
    const find = reduction ? withItsPlace : joinable;
    const height = heights.get(root)!;
    const joined = mayShare ? find({ root, reads, depth, reduction, groupOf, open, capabilities, height }) : undefined;
    if (joined) {
      joined.height += height;
      joined.roots.push(root);
      for (const e of [...reads.here, ...reads.elsewhere]) if (!joined.roots.includes(e)) joined.inputs.add(e);
      if (reduction) joined.reductions.push(reduction);
      groupOf.set(root, joined);
      continue;
    }
    const inputs = new Set([...reads.here, ...reads.elsewhere]);
    const group = { roots: [root], reductions: reduction ? [reduction] : [], depth: depth + 1, inputs, height };
    groups.push(group);
    groupOf.set(root, group);
    if (mayShare) {
      const key = openKey(root, group.depth);
      const list = open.get(key);
      if (list) list.push(group);
      else open.set(key, [group]);
    }
  }
  // a later root may have joined a kernel that was opened before its operands': depth orders them all
  return groups
    .map((g, i) => ({ g, i }))
    .sort((a, b) => a.g.depth - b.g.depth || a.i - b.i)
    .map(({ g }) => g.roots);
}

function canShare(root: Expr): boolean {
  return root.kind !== 'scatter' && root.kind !== 'scanOutput' && elementCount(root.shape) > 0;
}

function openKey(root: Expr, depth: number): string {
  return `${squeezed(root.shape)}@${depth}`;
}

function depthOf(reads: Reads, groupOf: ReadonlyMap<Expr, Group>): number {
  let depth = 0;
  for (const e of [...reads.here, ...reads.elsewhere]) depth = Math.max(depth, groupOf.get(e)?.depth ?? 0);
  return depth;
}

const searchedGroups = 8;

/** A root that looks for a kernel. */
interface Seeker {
  readonly root: Expr;
  readonly reads: Reads;
  /** of the kernels that it reads from */
  readonly depth: number;
  readonly reduction: Reduce | undefined;
  readonly groupOf: ReadonlyMap<Expr, Group>;
  readonly open: ReadonlyMap<string, readonly Group[]>;
  readonly capabilities: Capabilities;
  readonly height: number;
}

function fits({ reads, capabilities, height }: Seeker, g: Group): boolean {
  // what was stored since it is deep stays so
  if (g.roots.length >= mostOutputs || g.height + height > 2 * deepest) return false;
  const inputs = new Set(g.inputs);
  for (const e of [...reads.here, ...reads.elsewhere]) if (!g.roots.includes(e)) inputs.add(e);
  return inputs.size <= capabilities.maxInputs;
}

/** The kernel of the largest value joins that of its place, at the same position: what is compared is read once. */
function withItsPlace(seeker: Seeker): Group | undefined {
  const { root, depth, reduction, open } = seeker;
  return (open.get(openKey(root, depth + 1)) ?? []).slice(-searchedGroups).find((g) => {
    const [other, ...more] = g.reductions;
    if (!other || !reduction || more.length > 0 || !fits(seeker, g)) return false;
    const isPair = extremeOf(other.monoid) === reduction.monoid || extremeOf(reduction.monoid) === other.monoid;
    const isSame = other.source === reduction.source && other.axes.join() === reduction.axes.join();
    return isPair && isSame && isReadHere(root, reduction) && isReadHere(g.roots[0]!, other);
  });
}

/** Does the root read what is reduced at its own position? (Fusion sees to it that it reads that at one position.) */
function isReadHere(root: Expr, reduction: Reduce): boolean {
  return topological([root], undefined, (e) => (isKept(e) ? operands(e) : [])).includes(reduction);
}

/** The value at a position is one of its operands' values there. */
const isKept = (e: Expr): boolean =>
  e.kind === 'map' || (e.kind === 'reshape' && squeezed(e.shape) === squeezed(e.source.shape));

function joinable(seeker: Seeker): Group | undefined {
  const { root, reads, depth, groupOf, open } = seeker;
  // continues a kernel: everything it reads from that depth is that kernel's, at the same position
  for (const g of (open.get(openKey(root, depth)) ?? []).slice(-searchedGroups)) {
    const inside = [...reads.here].some((e) => g.roots.includes(e));
    const blocked =
      [...reads.elsewhere].some((e) => groupOf.get(e)?.depth === depth) ||
      [...reads.here].some((e) => groupOf.get(e)?.depth === depth && !g.roots.includes(e));
    if (inside && !blocked && fits(seeker, g)) return g;
  }
  for (const g of (open.get(openKey(root, depth + 1)) ?? []).slice(-searchedGroups)) {
    const common = [...reads.here, ...reads.elsewhere].some(
      (e) => g.inputs.has(e) && elementCount(e.shape) >= elementCount(root.shape),
    );
    if (common && g.reductions.length === 0 && fits(seeker, g)) return g;
  }
  return undefined;
}

/** How deep the value of each node is above what is stored and leaves. */
function heightsIn(stored: ReadonlySet<Expr>): Map<Expr, number> {
  const heights = new Map<Expr, number>();
  const above = (o: Expr) => (stored.has(o) || isLeaf(o) ? 0 : heights.get(o)!);
  for (const e of topological([...stored])) heights.set(e, 1 + operands(e).reduce((h, o) => Math.max(h, above(o)), 0));
  return heights;
}

/** What a root's kernel reads, found by walking to stored values and leaves. */
function readsOf(root: Expr, stored: ReadonlySet<Expr>): Reads {
  const here = new Set<Expr>();
  const elsewhere = new Set<Expr>();
  const seen = [new Set<Expr>(), new Set<Expr>()] as const;
  const stack: { e: Expr; same: boolean }[] = [];
  const descend = (e: Expr, same: boolean) => {
    const kept = same && isKept(e);
    if (e.kind === 'scanOutput') for (const o of operands(e)) elsewhere.add(placedAs(o));
    else for (const o of operands(e)) stack.push({ e: o, same: kept });
  };
  descend(root, true);
  while (stack.length > 0) {
    const { e, same } = stack.pop()!;
    const visited = seen[same ? 0 : 1];
    if (visited.has(e)) continue;
    visited.add(e);
    if (isLeaf(e) || stored.has(e)) (same ? here : elsewhere).add(e);
    else descend(e, same);
  }
  for (const e of elsewhere) here.delete(e);
  return { here, elsewhere };
}

/** Axes of size one do not matter for the iteration space. */
function squeezed(shape: readonly number[]): string {
  return shape.filter((d) => d !== 1).join();
}
