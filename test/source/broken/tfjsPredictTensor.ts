import { affine, compile, input, model, predictStep } from '../../../runtime/index.ts';

/** model.predict(tf.tensor) */
const net = model({ out: affine(3, 2) }, input('batch', 3), (p, x) => p.out(x));
export async function run() {
  const program = await compile(predictStep(net), { batch: 1 });
  //> program.predict ~> program.run
  //! a program has no 'predict'; it has 'initialState', 'restore', 'run', 'release', 'name', 'backend', 'threads' and 'notes'
  return program.predict(program.initialState(1), { input: [1, 2, 3] });
}
