// Sharing loops: loops that differ only in what they give back are one loop. Reverse mode asks a forward loop for its
// carries too, through a second loop over the same operands and body; run apart, the forward steps would be done twice.
import type { Expr, Scan, ScanOutput } from '../../dsl/expr.ts';
import { topological } from '../../dsl/expr.ts';
import { nextId } from '../../dsl/intern.ts';
import type { Graph } from '../graph.ts';
import { rootsOf } from '../graph.ts';
import { rewriteGraph } from './rewrite.ts';

interface Shared {
  readonly scan: Scan;
  /** where each output of the original loop is among the shared one's */
  readonly outputs: readonly number[];
}

/** Each group of alike loops becomes one, with the outputs of all. */
export function shareLoops(graph: Graph): Graph {
  const groups = new Map<string, Scan[]>();
  for (const scan of loopsIn(rootsOf(graph))) {
    const key = keyOf(scan);
    groups.set(key, [...(groups.get(key) ?? []), scan]);
  }
  const shared = new Map<Scan, Shared>();
  for (const group of groups.values()) if (group.length > 1) for (const [scan, s] of merge(group)) shared.set(scan, s);
  if (shared.size === 0) return graph;
  return rewriteGraph(
    graph,
    (e) => e,
    (e) => placeOf(e, shared.get(e.scan)),
  );
}

function placeOf({ scan, index }: ScanOutput, shared: Shared | undefined): { scan: Scan; index: number } {
  if (shared === undefined) return { scan, index };
  const carries = scan.nextCarries.length;
  return { scan: shared.scan, index: index < carries ? index : carries + shared.outputs[index - carries]! };
}

/** All loops, those inside of loops too. */
function loopsIn(roots: readonly Expr[]): Set<Scan> {
  const found = new Set<Scan>();
  const visit = (exprs: readonly Expr[]): void => {
    for (const e of topological(exprs)) {
      if (e.kind !== 'scanOutput' || found.has(e.scan)) continue;
      found.add(e.scan);
      visit([...e.scan.nextCarries, ...e.scan.outputs]);
    }
  };
  visit(roots);
  return found;
}

/** Everything but the outputs. */
function keyOf(s: Scan): string {
  const lists = [
    s.initial,
    s.sequences,
    s.constants,
    s.carryInputs,
    s.sliceInputs,
    s.constantInputs,
    s.nextCarries,
  ] as const;
  return `${s.length}:${s.reverse}:${lists.map((list) => list.map((e) => e.id).join()).join(';')}`;
}

function merge(group: readonly Scan[]): [Scan, Shared][] {
  const outputs = [...new Set(group.flatMap((s) => s.outputs))];
  const scan: Scan = Object.freeze({ ...group[0]!, id: nextId(), outputs });
  return group.map((s) => [s, { scan, outputs: s.outputs.map((o) => outputs.indexOf(o)) }]);
}
