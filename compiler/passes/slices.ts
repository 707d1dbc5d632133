// A loop in which some values of the body come in as slices of sequences that were computed elsewhere.
import { makeInput, makeScanOutput } from '../../dsl/build.ts';
import type { Expr, Scan } from '../../dsl/expr.ts';
import { topological } from '../../dsl/expr.ts';
import { nextId } from '../../dsl/intern.ts';
import { rebuild, rebuildScan } from '../../dsl/rebuild.ts';

/** `sequences`: values of the body, and what they are at every step; the same loop where there are none. */
export function withSlices(scan: Scan, sequences: ReadonlyMap<Expr, Expr>): Scan {
  if (sequences.size === 0) return scan;
  const slices = new Map([...sequences.keys()].map((e, i) => [e, makeInput(`given${i}`, e.shape, e.dtype)] as const));
  const body = substituted([...scan.nextCarries, ...scan.outputs], slices);
  return Object.freeze({
    ...scan,
    id: nextId(),
    sequences: [...scan.sequences, ...sequences.values()],
    sliceInputs: [...scan.sliceInputs, ...slices.values()],
    nextCarries: scan.nextCarries.map(body),
    outputs: scan.outputs.map(body),
  });
}

function substituted(roots: readonly Expr[], replacements: ReadonlyMap<Expr, Expr>): (e: Expr) => Expr {
  const done = new Map<Expr, Expr>(replacements);
  const scans = new Map<Scan, Scan>();
  const of = (e: Expr): Expr => done.get(e)!;
  for (const n of topological(roots, replacements)) {
    if (n.kind === 'gradientRule') throw new Error('a body still has a gradient rule');
    if (n.kind !== 'scanOutput') {
      done.set(n, rebuild(n, of));
      continue;
    }
    const inner = scans.get(n.scan) ?? rebuildScan(n.scan, of);
    scans.set(n.scan, inner);
    done.set(n, makeScanOutput(inner, n.index));
  }
  return of;
}
