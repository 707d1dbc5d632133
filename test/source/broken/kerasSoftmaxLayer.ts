// Keras: crossEntropy takes logits, and the model ends with softmax: it is applied twice.
import { adam, affine, crossEntropy, input, model, pipe, relu, softmax, trainStep } from '../../../runtime/index.ts';

const classifier = model({ hidden: affine(20, 64), out: affine(64, 4) }, input('batch', 20), (p, x) =>
  //> p.out, softmax) ~> p.out)
  //! crossEntropy takes logits, and is given the result of softmax: it applies softmax itself
  pipe(x, p.hidden, relu, p.out, softmax),
);
export const step = trainStep(classifier, crossEntropy, adam());
