// Pairs of a head and its loss, tried in turn; and a loop that does not do the same in each turn.
import {
  adam,
  affine,
  binaryCrossEntropyWithLogits,
  input,
  model,
  sigmoid,
  squaredError,
  type Tensor,
  trainStep,
} from '../../../../runtime/index.ts';

type Column = Tensor<['batch', 1]>;
type Head = (z: Column) => Column;
const same: Head = (z) => z;
const target = input('batch', 1);
const pairs: [Head, (y: Column, t: Column) => Tensor<[]>][] = [
  [same, (y, t) => binaryCrossEntropyWithLogits(y, t)],
  [sigmoid, (y, t) => squaredError(y, t)],
];
export const steps: unknown[] = [];
for (const [head, loss] of pairs) {
  const net = model({ out: affine(1, 1) }, input('batch', 1), (p, x) => head(p.out(x)));
  steps.push(trainStep(net, { target, loss }, adam(0.1)));
}
for (const head of [same, sigmoid]) {
  const net = model({ out: affine(1, 1) }, input('batch', 1), (p, x) => head(p.out(x)));
  if (head === same) steps.push(trainStep(net, binaryCrossEntropyWithLogits, adam(0.1)));
}
