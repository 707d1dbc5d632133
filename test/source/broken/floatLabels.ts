import { affine, correctCount, crossEntropy, input, pipe, relu } from '../../../runtime/index.ts';

const layers = { hidden: affine(784, 100), out: affine(100, 10) };

/** the loss and the number of right answers of a batch, labels as they come out of a CSV */
export function score() {
  const images = input(64, 784);
  const labels = input(64);
  const logits = pipe(images, layers.hidden, relu, layers.out);
  //> input(64) ~> input.i32(64)
  //! crossEntropy: labels are f32, expected i32
  const loss = crossEntropy(logits, labels);
  return { loss, correct: correctCount(logits, labels) };
}
