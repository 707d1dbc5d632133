// How deep a kernel's values are is limited, and on some backends how many buffers it reads: WebGPU guarantees 8, WebGL has 16 texture units.
import type { Expr, Reduce } from '../../dsl/expr.ts';
import { operands } from '../../dsl/expr.ts';
import { watch } from '../../dsl/intern.ts';
import { isLeaf } from '../graph.ts';

/** Deeper expressions are cut: kernels stay readable, and recursion over them shallow. */
export const deepest = 250;

/**
 * Stores further operands where a kernel would read more than `maxInputs` buffers, and finds each root's reduction.
 * A gather's source counts as a buffer too.
 */
export function limitInputs(nodes: readonly Expr[], roots: Set<Expr>, maxInputs: number): Map<Expr, Reduce> {
  // what is stored on the way changes what nodes before it read: again, until nothing is
  for (;;) {
    const before = roots.size;
    const reductions = limitOnce(nodes, roots, maxInputs);
    if (roots.size === before) return reductions;
  }
}

function limitOnce(nodes: readonly Expr[], roots: Set<Expr>, maxInputs: number): Map<Expr, Reduce> {
  const loads = new Map<Expr, Set<Expr>>();
  const inner = new Map<Expr, Reduce>();
  const reductions = new Map<Expr, Reduce>();
  const store = (e: Expr) => {
    roots.add(e);
    settle(e);
  };
  const settle = (e: Expr) => {
    const r = inner.get(e);
    if (r) reductions.set(e, r);
    inner.delete(e);
    loads.set(e, new Set([e]));
  };
  for (const n of nodes) {
    if (isLeaf(n)) {
      loads.set(n, new Set([n]));
      continue;
    }
    // a scan's body is fused on its own
    const args = n.kind === 'scanOutput' ? [] : [...new Set(operands(n))];
    let union = unionOf(args, loads);
    while (union.size > maxInputs) {
      const widest = args.reduce((a, b) => (loads.get(b)!.size > loads.get(a)!.size ? b : a));
      if (loads.get(widest)!.size <= 1) throw tooManyInputs(n, maxInputs);
      store(widest);
      union = unionOf(args, loads);
    }
    loads.set(n, union);
    if (n.kind === 'reduce') inner.set(n, n);
    else for (const a of args) if (inner.has(a)) inner.set(n, inner.get(a)!);
    if (roots.has(n)) settle(n);
  }
  return reductions;
}

function unionOf(args: readonly Expr[], loads: ReadonlyMap<Expr, Set<Expr>>): Set<Expr> {
  if (args.length === 1) return loads.get(args[0]!)!;
  const union = new Set<Expr>();
  for (const a of args) for (const l of loads.get(a)!) union.add(l);
  return union;
}

function tooManyInputs(n: Expr, maxInputs: number): Error {
  watch.from = n;
  const name = n.kind === 'map' ? n.op.name : n.kind;
  return new Error(`fuse: ${name} of shape [${n.shape.join(', ')}] reads more than the backend's ${maxInputs} buffers`);
}
