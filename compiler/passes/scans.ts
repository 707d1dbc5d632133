// One loop for scans that differ only in what they give out. The gradient of a scan needs the carry of every step, and
// stacks them with a scan of its own over the same operands and body: the original's results are then results of that.
import { makeScanOutput } from '../../dsl/build.ts';
import type { Expr, Scan } from '../../dsl/expr.ts';
import { topological } from '../../dsl/expr.ts';
import { nextId } from '../../dsl/intern.ts';
import type { Graph } from '../graph.ts';
import { rootsOf } from '../graph.ts';
import { rewriteGraph } from './rewrite.ts';

/** Scans over the same operands with the same carries. */
interface Family {
  readonly scans: Set<Scan>;
  /** the outputs of all of them */
  readonly outputs: Expr[];
  merged: Scan | null;
}

export function mergeScans(graph: Graph): Graph {
  const families = new Map<string, Family>();
  for (const e of topological(rootsOf(graph))) {
    if (e.kind !== 'scanOutput') continue;
    const key = keyOf(e.scan);
    const family = families.get(key) ?? { scans: new Set(), outputs: [], merged: null };
    families.set(key, family);
    family.scans.add(e.scan);
    for (const o of e.scan.outputs) if (!family.outputs.includes(o)) family.outputs.push(o);
  }
  return rewriteGraph(graph, (e, original) => {
    if (e.kind !== 'scanOutput' || original.kind !== 'scanOutput') return e;
    const family = families.get(keyOf(original.scan));
    if (!family || family.scans.size < 2) return e;
    family.merged ??= Object.freeze({ ...e.scan, id: nextId(), outputs: family.outputs });
    const carries = original.scan.nextCarries.length;
    const output = original.scan.outputs[original.index - carries];
    return makeScanOutput(family.merged, output ? carries + family.outputs.indexOf(output) : original.index);
  });
}

function keyOf(s: Scan): string {
  const lists = [s.initial, s.sequences, s.constants, s.carryInputs, s.sliceInputs, s.constantInputs, s.nextCarries];
  return `${s.length}${s.reverse}|${lists.map((list) => list.map((e) => e.id).join()).join('|')}`;
}
