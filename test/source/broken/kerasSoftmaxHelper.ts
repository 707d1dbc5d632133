// Keras: softmax in a helper before crossEntropy.
import {
  adam,
  affine,
  crossEntropy,
  type Dim,
  input,
  model,
  relu,
  softmax,
  type Tensor,
  trainStep,
} from '../../../runtime/index.ts';

const layers = { hidden: affine(20, 64), out: affine(64, 4) };
const head = <B extends Dim>(p: typeof layers, x: Tensor<[B, 20]>) => {
  const logits = p.out(relu(p.hidden(x)));
  //> softmax(logits) ~> logits
  //! crossEntropy takes logits, and is given the result of softmax: it applies softmax itself
  return softmax(logits);
};
export const step = trainStep(
  model(layers, input('batch', 20), (p, x) => head(p, x)),
  crossEntropy,
  adam(),
);
