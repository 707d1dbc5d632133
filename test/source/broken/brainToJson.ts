import { affine, compile, input, model, predictStep } from '../../../runtime/index.ts';

/** net.toJSON() */
const net = model({ out: affine(3, 2) }, input('batch', 3), (p, x) => p.out(x));
export async function save() {
  const program = await compile(predictStep(net), { batch: 1 });
  //> toJSON() ~> snapshot()
  //! a state has no 'toJSON'; it has 'snapshot'
  return program.initialState(1).toJSON();
}
