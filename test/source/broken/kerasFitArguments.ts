import { adam, affine, crossEntropy, fit, input, model, trainStep } from '../../../runtime/index.ts';

/** model.fit(x, y, epochs) */
const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => p.out(x));
export async function train(x: Float32Array, y: Int32Array) {
  const step = trainStep(net, crossEntropy, adam());
  //> none
  //! fit(definition, options): expected 2 arguments, got 3
  for await (const { outputs } of fit(step, x, y)) console.log(outputs.loss);
}
