// Plainer numbers: whole ones, few digits, the same everywhere.
import type { Leaf, Specimen } from '../programs/specimen.ts';

type Plain = (v: number, i: number) => number;

const plainer: readonly Plain[] = [
  () => 0,
  () => 1,
  (_, i) => i + 1,
  (v) => Math.round(v),
  (v) => Math.round(v * 2) / 2,
  (v) => Math.round(v * 10) / 10,
  (v) => Math.round(v * 100) / 100,
  (v) => Number(v.toPrecision(3)),
];

/** Candidates: all values of a leaf made plainer in one way, then one value after the other. */
export function* plainerValues(specimen: Specimen): Generator<Specimen> {
  for (const leaf of specimen.leaves) {
    for (const plain of plainer)
      yield* changed(
        specimen,
        leaf,
        leaf.values.map((v, i) => plain(v, i)),
      );
    if (leaf.values.length <= 8)
      for (const i of leaf.values.keys())
        for (const v of [0, 1, Math.round(leaf.values[i]!)]) yield* changed(specimen, leaf, leaf.values.with(i, v));
  }
}

function* changed(specimen: Specimen, leaf: Leaf, values: Float64Array): Generator<Specimen> {
  const next = values.map((v) => (leaf.expr.dtype === 'f32' ? Math.fround(v) : v));
  if (cost(next) >= cost(leaf.values)) return;
  const { low, high } = leaf.domain;
  if (leaf.isGiven && next.some((v) => v < low || v > high)) return;
  yield { ...specimen, leaves: specimen.leaves.map((l) => (l === leaf ? { ...l, values: next } : l)) };
}

/** The characters that the numbers take to write: what a reader has to read. */
function cost(values: Float64Array): number {
  return values.reduce((n, v) => n + (v === 0 ? 0 : String(v).length), 0);
}
