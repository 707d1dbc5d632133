// brain.js: sigmoid tried beside no activation, in a loop over both.
import {
  adam,
  affine,
  binaryCrossEntropyWithLogits,
  compile,
  input,
  model,
  sigmoid,
  type Tensor,
  trainStep,
} from '../../../../runtime/index.ts';

type Head = (z: Tensor<['batch', 1]>) => Tensor<['batch', 1]>;
const heads: [string, Head][] = [
  ['logits', (z) => z],
  ['sigmoid', sigmoid],
];
for (const [name, f] of heads) {
  //! binaryCrossEntropyWithLogits takes logits, and is given the result of sigmoid: it applies sigmoid itself
  const net = model({ out: affine(1, 1) }, input('batch', 1), (p, x) => f(p.out(x)));
  const step = await compile(trainStep(net, binaryCrossEntropyWithLogits, adam(0.1)), { batch: 4 });
  console.log(name, step.backend);
}
