import { affine, input, model, pipe, relu, softmax, type Tensor } from '../../../runtime/index.ts';

const layers = { hidden: affine(784, 128), out: affine(128, 5) };

function logits(x: Tensor<['batch', 784]>): Tensor<['batch', 10]> {
  const h = pipe(x, layers.hidden, relu);
  //> affine(128, 5) ~> affine(128, 10)
  //> Tensor<['batch', 10]> ~> Tensor<['batch', 5]>
  //! expected a tensor [batch, 10], got [batch, 5]
  return layers.out(h);
}

export const classifier = model(layers, input('batch', 784), (_, x) => softmax(logits(x)));
