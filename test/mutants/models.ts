// Models for faults of layers: what one row of a batch is to another, and what a layer keeps.
import {
  affine,
  batchNorm,
  crossCorrelate,
  embedding,
  flatten,
  input,
  layerNorm,
  meanPool,
  model,
  pipe,
  relu,
  softmax,
  tanh,
} from '../../dsl/index.ts';
import type { FuzzPoint } from '../testing/fuzz.ts';
import type { Specimen } from '../testing/programs/specimen.ts';
import { modelTarget, specimenOf, type Target } from '../testing/targets.ts';

const dense = model({ first: affine(5, 6), norm: batchNorm(6), out: affine(6, 3) }, input('batch', 5), (p, x, mode) =>
  softmax(p.out(relu(p.norm(mode)(p.first(x))))),
);

const image = model({ filter: crossCorrelate(1, 2, 3), norm: batchNorm(2) }, input('batch', 1, 6, 6), (p, x, mode) =>
  pipe(x, p.filter, p.norm(mode), tanh, meanPool(2)),
);

const symbols = model(
  { table: embedding(2, 4), norm: layerNorm(4), out: affine(12, 2) },
  input.i32('batch', 3),
  (p, x) => pipe(x, p.table, p.norm, flatten, p.out),
);

const targets: readonly Target[] = [modelTarget(dense), modelTarget(image), modelTarget(symbols)];

/** The models in turn, evaluated and trained. */
export function modelAt({ seed, run }: FuzzPoint): Specimen {
  return specimenOf(targets[run % targets.length]!, Math.floor(run / targets.length), { seed });
}
