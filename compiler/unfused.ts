// What a program would hold in memory if nothing was fused: the measure of what fusion and planning save.
import type { Expr } from '../dsl/expr.ts';
import { elementCount, topological } from '../dsl/expr.ts';
import type { Graph } from './graph.ts';
import { rootsOf } from './graph.ts';
import { factorsOf } from './passes/contractions.ts';
import { simplify } from './passes/simplify.ts';

export interface Unfused {
  /**
   * Bytes of all intermediates: every value that a library stores which runs one operation at a time on whole arrays.
   * These are the values that the simplified graph computes, at 4 bytes an element. Left out: inputs, states, constants
   * and indices; views and reshapes, which share the memory of their source; outputs and new states, which have places
   * of their own; and the elementwise products below a contraction, which is one operation in every library. The body
   * of a scan counts once.
   */
  readonly intermediateBytes: number;
  /** the same with the products of contractions: every node of the graph that is no view */
  readonly nodeBytes: number;
}

export function unfused(graph: Graph): Unfused {
  const [intermediateBytes, nodeBytes] = sumOver(rootsOf(simplify(graph)));
  return { intermediateBytes, nodeBytes };
}

function sumOver(roots: readonly Expr[]): [number, number] {
  const results = new Set(roots);
  const nodes = topological(roots);
  const products = new Set(nodes.flatMap((n) => (n.kind === 'reduce' && factorsOf(n) ? [n.source] : [])));
  const scans = new Set(nodes.flatMap((n) => (n.kind === 'scanOutput' ? [n.scan] : [])));
  let [intermediates, all] = [0, 0];
  for (const n of nodes) {
    if (!isComputed[n.kind] || results.has(n)) continue;
    const bytes = elementCount(n.shape) * 4;
    all += bytes;
    if (!products.has(n)) intermediates += bytes;
  }
  for (const s of scans) {
    const [inside, allInside] = sumOver([...s.nextCarries, ...s.outputs]);
    intermediates += inside;
    all += allInside;
  }
  return [intermediates, all];
}

const isComputed: Readonly<Record<Expr['kind'], boolean>> = {
  map: true,
  reduce: true,
  gather: true,
  scatter: true,
  scanOutput: true,
  input: false,
  parameter: false,
  constant: false,
  iota: false,
  view: false,
  reshape: false,
  gradientRule: false,
};
