import { affine, compile, crossEntropy, input, model, sgd, trainStep } from '../../../runtime/index.ts';

/** loss.item() in the loop */
const net = model({ out: affine(4, 2) }, input('batch', 4), (p, x) => p.out(x));
export async function train(x: Float32Array, t: Int32Array) {
  const program = await compile(trainStep(net, crossEntropy, sgd(0.1)), { batch: 8 });
  let state = program.initialState(1);
  let total = 0;
  for (let i = 0; i < 100; i++) {
    const result = await program.run(state, { input: x, target: t });
    state = result.state;
    //> result.outputs.loss.item() ~> result.outputs.loss[0]!
    //> result.outputs.loss.item() ~> result.outputs.loss[0]
    //! an output is an array of numbers and has no 'item'; one number is result.outputs.loss[0]
    total += result.outputs.loss.item();
  }
  return total;
}
