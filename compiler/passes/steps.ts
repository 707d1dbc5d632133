// The gradient of a loop computes each step of the forward loop again, from its stacked carries. Contractions and
// functions like tanh are the dear part of it: the forward loop stacks their results too, and the backward one reads
// them. (The rest of the step is computed again: it costs less than the memory of its results, and so do contractions that
// are much larger than their factors, where there are too many.)
import { makeScanOutput } from '../../dsl/build.ts';
import type { Expr, Scan } from '../../dsl/expr.ts';
import { elementCount, operands, topological } from '../../dsl/expr.ts';
import { nextId } from '../../dsl/intern.ts';
import type { Graph } from '../graph.ts';
import { loadCost, operationCost, storeCost } from '../program/cost.ts';
import type { Blocks } from '../program/types.ts';
import { isTooLargeToStack } from './blocks/large.ts';
import { factorsOf } from './contractions.ts';
import { rewriteGraph } from './rewrite.ts';
import { withSlices } from './slices.ts';

/** `several`: a kernel has several outputs; otherwise only contractions are worth a kernel for their stack. */
export function reuseSteps(graph: Graph, several: boolean, limits?: Blocks): Graph {
  const known = new Map<Scan, Scan>();
  return rewriteGraph(graph, (e) => {
    if (e.kind !== 'scanOutput') return e;
    const scan = known.get(e.scan) ?? withReused(e.scan, several, limits);
    known.set(e.scan, scan);
    return makeScanOutput(scan, e.index);
  });
}

function withReused(scan: Scan, several: boolean, limits: Blocks | undefined): Scan {
  const others = new Set(scan.sequences.flatMap((s) => (s.kind === 'scanOutput' ? [s.scan] : [])));
  for (const other of others) {
    const values = other.length === scan.length ? dearValues(scan, other, several, limits) : [];
    if (values.length === 0) continue;
    // the same loop but for its results: loops that differ only in these become one (scans.ts)
    const stacking: Scan = Object.freeze({ ...other, id: nextId(), outputs: [...other.outputs, ...values] });
    const first = other.nextCarries.length + other.outputs.length;
    return withSlices(scan, new Map(values.map((v, i) => [v, makeScanOutput(stacking, first + i)])));
  }
  return scan;
}

/** What both bodies compute, of the same values at the same step, and is dear; not what only such values are computed from. */
function dearValues(scan: Scan, other: Scan, several: boolean, limits: Blocks | undefined): Expr[] {
  const same = samePlaceholders(scan, other);
  const theirs = new Set(topological([...other.nextCarries, ...other.outputs]));
  const stepSize = [...scan.carryInputs, ...scan.sliceInputs].reduce((sum, p) => sum + elementCount(p.shape), 0);
  const most = several ? stepSize : 0;
  const roots = [...scan.nextCarries, ...scan.outputs];
  const isSame = new Map<Expr, boolean>();
  const found = new Set<Expr>();
  for (const n of topological(roots)) {
    const below = operands(n);
    isSame.set(n, n.kind === 'input' ? same.has(n) : below.every((o) => isSame.get(o)!));
    if (isSame.get(n) && theirs.has(n) && isDear(n, most) && !isTooLargeToStack(n, scan.length, limits)) found.add(n);
  }
  const read = new Set(topological(roots, found).flatMap((n) => operands(n)));
  return [...found].filter((n) => read.has(n) || roots.includes(n));
}

/** A contraction, or a function that costs much more than storing its value and loading it; `most`: elements of it. */
function isDear(e: Expr, most: number): boolean {
  if (e.kind === 'reduce') return factorsOf(e) !== null;
  return e.kind === 'map' && operationCost[e.op.name] > 2 * (storeCost + loadCost) && elementCount(e.shape) <= most;
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
