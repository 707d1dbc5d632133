// A loop in which some values of the body come in as slices of sequences that were computed elsewhere.
import { makeInput } from '../../dsl/build.ts';
import type { Expr, Scan } from '../../dsl/expr.ts';
import { Substitution } from '../../dsl/expression/substitute.ts';
import { nextId } from '../../dsl/intern.ts';

/** `sequences`: values of the body, and what they are at every step; the same loop where there are none. */
export function withSlices(scan: Scan, sequences: ReadonlyMap<Expr, Expr>): Scan {
  if (sequences.size === 0) return scan;
  const slices = new Map([...sequences.keys()].map((e, i) => [e, makeInput(`given${i}`, e.shape, e.dtype)] as const));
  const body = new Substitution(slices);
  return Object.freeze({
    ...scan,
    id: nextId(),
    sequences: [...scan.sequences, ...sequences.values()],
    sliceInputs: [...scan.sliceInputs, ...slices.values()],
    nextCarries: scan.nextCarries.map((e) => body.apply(e)),
    outputs: scan.outputs.map((e) => body.apply(e)),
  });
}
