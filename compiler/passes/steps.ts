// The gradient of a loop computes each step of the forward loop again, from its stacked carries. Contractions of that
// step are the dear part: the forward loop stacks their results too, and the backward one reads them. (The rest of the
// step is computed again: pointwise functions cost less than the memory of their results.)
import { makeScanOutput } from '../../dsl/build.ts';
import type { Expr, Scan } from '../../dsl/expr.ts';
import { operands, topological } from '../../dsl/expr.ts';
import { nextId } from '../../dsl/intern.ts';
import type { Graph } from '../graph.ts';
import { factorsOf } from './contractions.ts';
import { rewriteGraph } from './rewrite.ts';
import { withSlices } from './slices.ts';

export function reuseSteps(graph: Graph): Graph {
  const known = new Map<Scan, Scan>();
  return rewriteGraph(graph, (e) => {
    if (e.kind !== 'scanOutput') return e;
    const scan = known.get(e.scan) ?? withReused(e.scan);
    known.set(e.scan, scan);
    return makeScanOutput(scan, e.index);
  });
}

function withReused(scan: Scan): Scan {
  const others = new Set(scan.sequences.flatMap((s) => (s.kind === 'scanOutput' ? [s.scan] : [])));
  for (const other of others) {
    const values = other.length === scan.length ? sharedContractions(scan, other) : [];
    if (values.length === 0) continue;
    // the same loop but for its results: loops that differ only in these become one (scans.ts)
    const stacking: Scan = Object.freeze({ ...other, id: nextId(), outputs: [...other.outputs, ...values] });
    const first = other.nextCarries.length + other.outputs.length;
    return withSlices(scan, new Map(values.map((v, i) => [v, makeScanOutput(stacking, first + i)])));
  }
  return scan;
}

/** Contractions that both bodies compute, of the same values at the same step. */
function sharedContractions(scan: Scan, other: Scan): Expr[] {
  const same = samePlaceholders(scan, other);
  const theirs = new Set(topological([...other.nextCarries, ...other.outputs]));
  const isSame = new Map<Expr, boolean>();
  const found: Expr[] = [];
  for (const n of topological([...scan.nextCarries, ...scan.outputs])) {
    const below = operands(n);
    isSame.set(n, n.kind === 'input' ? same.has(n) : below.every((o) => isSame.get(o)!));
    if (n.kind === 'reduce' && factorsOf(n) && isSame.get(n) && theirs.has(n)) found.push(n);
  }
  return found;
}

/** Placeholders of both bodies that stand for one value at each step: a stacked carry, a slice, a constant. */
function samePlaceholders(scan: Scan, other: Scan): Set<Expr> {
  const carries = other.nextCarries.length;
  const same = new Set<Expr>();
  scan.sliceInputs.forEach((p, i) => {
    const sequence = scan.sequences[i]!;
    const isStacked =
      sequence.kind === 'scanOutput' && sequence.scan === other && other.outputs[sequence.index - carries] === p;
    if (isStacked || sequence === other.sequences[other.sliceInputs.indexOf(p)]) same.add(p);
  });
  scan.constantInputs.forEach((p, i) => {
    if (scan.constants[i] === other.constants[other.constantInputs.indexOf(p)]) same.add(p);
  });
  return same;
}
