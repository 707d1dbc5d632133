// Fusion: which nodes get a buffer ("roots", one kernel each before siblings are joined), and which reduction each
// root's kernel carries. All other nodes are computed where they are read.
//
// Nodes are visited users first. Each knows by then the kernels that read it, how often it would be evaluated there,
// and whether it is read at one position only (so that a reduction could carry its users as an epilogue). A node that
// would be evaluated more often than it has elements is stored when that costs less than the repetition.
import type { Expr, Reduce, Scatter } from '../../dsl/expr.ts';
import { elementCount, operands, topological } from '../../dsl/expr.ts';
import { isLeaf } from '../graph.ts';
import { loadCost, operationCost, storeCost } from '../program/cost.ts';
import type { Capabilities } from '../program/types.ts';
import { contractionBases } from './contractions.ts';
import { deepest, limitInputs } from './limit.ts';
import { countUses } from './rewrite.ts';
import { isBijective, placedAs, validCount } from './views.ts';

export interface Fusion {
  /** nodes with a buffer of their own, operands before users */
  readonly roots: readonly Expr[];
  /** the reduction that a root's kernel folds: the root itself, or a node below its epilogue */
  readonly reductions: ReadonlyMap<Expr, Reduce>;
}

/** How the users decided so far read a node. */
interface Reading {
  /** the one kernel that reads it, or null: several */
  readonly root: Expr | null;
  /** the one position relative to that kernel's own, or null: several, or inside a reduction */
  readonly position: number | null;
  readonly evaluations: number;
  readonly depth: number;
}

/** Not here, where little is left below: literals, indices and what is computed from them stay in their kernel. */
const shallow = 10;

/** More operations than these are written in one kernel only, not in each that reads them: code grows with the graph. */
const mostRepeated = 128;

export function fuse(values: readonly Expr[], capabilities: Capabilities): Fusion {
  const nodes = topological(values);
  const uses = countUses(nodes, values);
  const roots = forcedRoots(nodes, values, uses, capabilities);
  const tails = findTails(nodes, uses, roots);
  decide(nodes, uses, tails, roots);
  const reductions = limitInputs(nodes, roots, capabilities.maxInputs);
  return { roots: nodes.filter((n) => roots.has(n)), reductions };
}

/** Nodes whose value must be in memory whatever it costs. */
function forcedRoots(
  nodes: readonly Expr[],
  values: readonly Expr[],
  uses: ReadonlyMap<Expr, number>,
  capabilities: Capabilities,
): Set<Expr> {
  const roots = new Set<Expr>();
  const force = (e: Expr) => {
    if (!isLeaf(e)) roots.add(e);
  };
  for (const v of values) force(v);
  for (const n of nodes) {
    if (n.kind === 'scatter' || n.kind === 'scanOutput') force(n);
    const added = addedRows(n);
    if (added !== null) force(placedAs(added.updates));
    if (n.kind === 'scanOutput') for (const o of operands(n)) force(placedAs(o));
    if (n.kind === 'gather') force(n.source);
    if (n.kind === 'reduce' && capabilities.packedContractions) contractionBases(n, uses).forEach(force);
  }
  return roots;
}

/** s of p + s and p - s, p a state: it adds to p in place (scatterOnto.ts), where its updates may not read p. */
function addedRows(e: Expr): Scatter | null {
  if (e.kind !== 'map' || (e.op.name !== 'add' && e.op.name !== 'sub')) return null;
  const [a, b] = e.args as [Expr, Expr];
  return isLeaf(a) && b.kind === 'scatter' ? b : isLeaf(b) && a.kind === 'scatter' ? a : null;
}

/**
 * The largest reduction below a node that could carry it as its epilogue: reached through maps, reshapes and
 * bijective views that nothing else reads.
 */
function findTails(
  nodes: readonly Expr[],
  uses: ReadonlyMap<Expr, number>,
  roots: ReadonlySet<Expr>,
): Map<Expr, Reduce> {
  const tails = new Map<Expr, Reduce>();
  for (const n of nodes) {
    if (n.kind === 'reduce') tails.set(n, n);
    else if (n.kind === 'map' || n.kind === 'reshape' || (n.kind === 'view' && isBijective(n))) {
      let best: Reduce | undefined;
      for (const o of operands(n)) {
        const t = uses.get(o) === 1 && !roots.has(o) ? tails.get(o) : undefined;
        if (t && (!best || elementCount(t.source.shape) > elementCount(best.source.shape))) best = t;
      }
      if (best) tails.set(n, best);
    }
  }
  return tails;
}

/** Walks from users to operands and adds to `roots`. */
function decide(
  nodes: readonly Expr[],
  uses: ReadonlyMap<Expr, number>,
  tails: ReadonlyMap<Expr, Reduce>,
  roots: Set<Expr>,
): void {
  const costs = inlineCosts(nodes, uses);
  const heights = heightsOf(nodes);
  const readings = new Map<Expr, Reading[]>();
  const carried = new Map<Expr, Reduce>();
  const positions = new Positions();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const n = nodes[i]!;
    if (isLeaf(n)) continue;
    const reading = merged(readings.get(n) ?? []);
    const isDeep = reading.depth > deepest && heights.get(n)! > shallow;
    if (!roots.has(n) && mustStore(n, reading, isDeep, tails.get(n), carried, costs.get(n)!)) roots.add(n);
    const own = roots.has(n)
      ? { root: n, position: positions.of(n), evaluations: elementCount(n.shape), depth: 0 }
      : reading;
    const tail = tails.get(n);
    if (roots.has(n) && tail) carried.set(n, tail);
    if (!roots.has(n) && n.kind === 'reduce') carried.set(reading.root!, n);
    spread(n, own, readings, positions);
  }
}

function mustStore(
  n: Expr,
  r: Reading,
  isDeep: boolean,
  tail: Reduce | undefined,
  carried: ReadonlyMap<Expr, Reduce>,
  cost: number,
): boolean {
  // a re-indexing is not worth storing: its source is, in its own layout; but a reduction may be stored permuted
  const isPermuted = n.kind === 'view' && n.source === tail;
  if ((n.kind === 'view' || n.kind === 'reshape') && !isPermuted) return isDeep && !isLeaf(uncut(n));
  if (tail !== undefined) {
    const carrier = r.root;
    const fits =
      carrier !== null &&
      r.position !== null &&
      elementCount(n.shape) === elementCount(carrier.shape) &&
      (carried.get(carrier) ?? tail) === tail &&
      carrier.kind !== 'scatter';
    if (!fits || n.kind === 'reduce' || n.kind === 'view') return !fits;
  }
  if (isDeep || (r.root === null && cost > mostRepeated)) return true;
  const factor = r.evaluations / Math.max(1, elementCount(n.shape));
  return (factor - 1) * cost > storeCost + factor * loadCost;
}

/** How many nodes are below each node on the longest way down. */
function heightsOf(nodes: readonly Expr[]): Map<Expr, number> {
  const heights = new Map<Expr, number>();
  for (const n of nodes)
    heights.set(
      n,
      operands(n).reduce((h, o) => Math.max(h, heights.get(o)! + 1), 0),
    );
  return heights;
}

/** What a chain of views and reshapes reads. */
function uncut(n: Expr): Expr {
  let e = n;
  while (e.kind === 'view' || e.kind === 'reshape') e = e.source;
  return e;
}

/** The cost of one evaluation if single-use operands are computed in place and the others loaded. */
function inlineCosts(nodes: readonly Expr[], uses: ReadonlyMap<Expr, number>): Map<Expr, number> {
  const costs = new Map<Expr, number>();
  for (const n of nodes) {
    let cost = 0;
    if (n.kind === 'map') cost = operationCost[n.op.name];
    if (n.kind === 'gather') cost = 2;
    if (n.kind === 'map' || n.kind === 'view' || n.kind === 'reshape') {
      for (const o of operands(n)) cost += uses.get(o) === 1 ? (costs.get(o) ?? 0) : 0;
    }
    costs.set(n, cost);
  }
  return costs;
}

/** Numbers for positions: a root's own, and those reached from a position through a view or reshape. */
class Positions {
  private readonly known = new Map<string, number>();

  of(node: Expr, from?: number): number {
    const key = `${node.id}:${from ?? ''}`;
    const position = this.known.get(key) ?? this.known.size;
    this.known.set(key, position);
    return position;
  }
}

/** Tells the operands of `n` how it reads them. */
function spread(n: Expr, own: Reading, readings: Map<Expr, Reading[]>, positions: Positions): void {
  const add = (e: Expr, position: number | null, evaluations: number) => {
    const list = readings.get(e);
    const reading = { root: own.root, position, evaluations, depth: own.depth + 1 };
    if (list) list.push(reading);
    else readings.set(e, [reading]);
  };
  switch (n.kind) {
    case 'map':
      for (const a of new Set(n.args)) add(a, own.position, own.evaluations);
      return;
    case 'reshape':
      add(n.source, own.position === null ? null : positions.of(n, own.position), own.evaluations);
      return;
    case 'view': {
      const position = own.position !== null && isBijective(n) ? positions.of(n, own.position) : null;
      const valid = validCount(n) / Math.max(1, elementCount(n.shape));
      add(n.source, position, own.evaluations * valid);
      return;
    }
    case 'reduce':
      add(n.source, null, elementCount(n.source.shape));
      return;
    case 'gather':
      add(n.indices, null, own.evaluations);
      return;
    case 'scatter':
      add(n.indices, null, elementCount(n.updates.shape));
      add(n.updates, null, elementCount(n.updates.shape));
      return;
    default:
      return;
  }
}

/** All readings as one: readings at one position of one kernel are one evaluation. */
function merged(list: readonly Reading[]): Reading {
  let evaluations = 0;
  let depth = 0;
  const first = list[0];
  let root = first?.root ?? null;
  let position = first?.position ?? null;
  const shared = new Map<number, number>();
  for (const r of list) {
    if (r.root !== root) root = null;
    if (r.position !== position) position = null;
    depth = Math.max(depth, r.depth);
    if (r.position === null) evaluations += r.evaluations;
    else shared.set(r.position, Math.max(shared.get(r.position) ?? 0, r.evaluations));
  }
  for (const e of shared.values()) evaluations += e;
  return { root, position: root === null ? null : position, evaluations, depth };
}
