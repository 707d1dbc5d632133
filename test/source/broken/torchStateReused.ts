import { affine, compile, crossEntropy, input, model, sgd, trainStep } from '../../../runtime/index.ts';

/** run returns the next state under the name of `state`, not `params` */
const net = model({ out: affine(4, 2) }, input('batch', 4), (p, x) => p.out(x));
export async function train(x: Float32Array, t: Int32Array) {
  const program = await compile(trainStep(net, crossEntropy, sgd(0.1)), { batch: 8 });
  const first = program.initialState(1);
  //> const { params } ~> const { state: params }
  //! the result of a run has no 'params'; it has 'state' and 'outputs'
  const { params } = await program.run(first, { input: x, target: t });
  return params;
}
