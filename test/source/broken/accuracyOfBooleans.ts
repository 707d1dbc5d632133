import { affine, argMax, equal, mean, pipe, relu, type Tensor } from '../../../runtime/index.ts';

const layers = { hidden: affine(784, 128), out: affine(128, 10) };

/** the share of right answers, (pred.argmax(1) == y).mean() in NumPy */
export function accuracy(x: Tensor<['batch', 784]>, y: Tensor<['batch'], 'i32'>) {
  const logits = pipe(x, layers.hidden, relu, layers.out);
  const right = equal(argMax(logits, 1), y);
  //> mean(right) ~> mean(cast(right, 'f32'))
  //! mean: operand is bool, expected f32
  return mean(right);
}
