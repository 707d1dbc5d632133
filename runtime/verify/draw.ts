// Random inputs that a program may be given: f32 in a domain, whole numbers that what reads them has rows or classes for.
import { type Expr, type Gather, operands, topological } from '../../dsl/expr.ts';
import type { Graph, State } from '../../dsl/graph.ts';
import { rangesOf } from '../../dsl/ranges.ts';

/** Both ends; whole numbers up to the high one. */
export interface Ends {
  readonly low: number;
  readonly high: number;
}

/** Where inputs of f32 are drawn: the first of which all results are numbers, or most. */
export const domains: readonly Ends[] = [
  { low: -1, high: 1 },
  { low: 0, high: 1 },
  { low: 0.5, high: 2 },
];

/** The states that a run changes. */
export const changing = (graph: Graph): readonly State[] => graph.states.filter((s) => s.next !== s.leaf);

/** What a run computes: the outputs, then the new states. */
export const rootsOf = (graph: Graph): Expr[] => [
  ...graph.outputs.map((o) => o.value),
  ...changing(graph).map((s) => s.next),
];

/** Where each input is drawn, by name, if those of f32 are drawn in `domain`. */
export function endsOf(graph: Graph, domain: Ends): Readonly<Record<string, Ends>> {
  return Object.fromEntries(
    graph.inputs.map(({ name, leaf }) => [
      name,
      leaf.dtype === 'f32' ? domain : { low: 0, high: highest(rootsOf(graph), leaf) },
    ]),
  );
}

/** The largest whole number that every lookup by this input finds a row for; 1 where there is none, and for truth values. */
export function highest(roots: readonly Expr[], leaf: Expr): number {
  if (leaf.dtype === 'bool') return 1;
  const rows = [...rangesOf(leaf).map(({ below }) => below), ...rowsFor(new Set([leaf]), roots)];
  return rows.length === 0 ? 1 : Math.max(0, Math.min(...rows) - 1);
}

/** The rows of what is looked up by indices that are computed from `known`, to which all that is computed from it is added. */
function rowsFor(known: Set<Expr>, roots: readonly Expr[]): number[] {
  const rows: number[] = [];
  for (const e of topological(roots)) {
    if (operands(e).some((o) => known.has(o))) known.add(e);
    if (e.kind === 'gather' && known.has(e.indices)) rows.push(rowsOf(e));
    if (e.kind !== 'scanOutput') continue;
    const { scan } = e;
    const given = [...scan.initial, ...scan.sequences, ...scan.constants];
    const places = [...scan.carryInputs, ...scan.sliceInputs, ...scan.constantInputs];
    const inside = new Set<Expr>(places.filter((_, i) => known.has(given[i]!)));
    if (inside.size > 0) rows.push(...rowsFor(inside, [...scan.nextCarries, ...scan.outputs]));
  }
  return rows;
}

const rowsOf = (e: Gather): number => e.source.shape[0]!;
