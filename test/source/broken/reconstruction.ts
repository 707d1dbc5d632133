import { affine, flatten, input, pipe, relu, sigmoid, squaredError } from '../../../runtime/index.ts';

const encoder = affine(784, 32);
const decoder = affine(32, 784);

/** an autoencoder compares rows with pictures */
export function reconstruct() {
  const images = input(64, 1, 28, 28);
  const code = pipe(images, flatten, encoder, relu);
  const again = pipe(code, decoder, sigmoid);
  //> squaredError(again, images) ~> squaredError(again, flatten(images))
  //> squaredError(again, images) ~> squaredError(reshape(again, 64, 1, 28, 28), images)
  //! squaredError: prediction is [64, 784] but target is [64, 1, 28, 28]
  const loss = squaredError(again, images);
  return { code, loss };
}
