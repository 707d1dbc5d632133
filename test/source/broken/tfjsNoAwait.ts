import { affine, compile, input, model, predictStep } from '../../../runtime/index.ts';

/** model.compile is not to be waited for there */
const net = model({ out: affine(4, 2) }, input('batch', 4), (p, x) => p.out(x));
export async function first(row: number[]) {
  const program = compile(predictStep(net), { batch: 1 });
  //> = compile(predictStep(net), { batch: 1 }) ~> = await compile(predictStep(net), { batch: 1 })
  //! compile gives a promise; write await compile(...)
  return program.run(program.initialState(), { input: row });
}
