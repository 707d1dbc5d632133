import { adam, affine, compile, crossEntropy, input, model, trainStep } from '../../../runtime/index.ts';

/** optimizer.step() as a habit */
const net = model({ out: affine(4, 2) }, input('batch', 4), (p, x) => p.out(x));
const optimizer = adam(0.001);
export async function train() {
  const program = await compile(trainStep(net, crossEntropy, optimizer), { batch: 8 });
  //> none
  //! an optimizer has no 'step': compile(trainStep(model, loss, optimizer), sizes) gives a program whose runs update the weights
  optimizer.step();
  return program;
}
