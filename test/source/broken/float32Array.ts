import {
  affine,
  compile,
  crossEntropy,
  input,
  model,
  pipe,
  predictStep,
  relu,
  sgd,
  trainStep,
} from '../../../runtime/index.ts';

const layers = { hidden: affine(784, 32), out: affine(32, 10) };
export const mlp = model(layers, input('batch', 784), (p, x) => pipe(x, p.hidden, relu, p.out));
export const step = trainStep(mlp, crossEntropy, sgd(0.1));

/** model.predict(pixels) */
export async function guess(pixels: Float32Array) {
  const predict = await compile(predictStep(mlp), { batch: 1 });
  //> none
  //! expected a tensor, got Float32Array
  const hidden = layers.hidden(pixels);
  return { predict, hidden };
}
