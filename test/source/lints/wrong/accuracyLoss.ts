// PyTorch: minus the accuracy as a loss.
import {
  adam,
  affine,
  argMax,
  cast,
  equal,
  input,
  mean,
  model,
  neg,
  type Tensor,
  trainStep,
} from '../../../../runtime/index.ts';

const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => p.out(x));
function loss(scores: Tensor<['batch', 3]>, labels: Tensor<['batch'], 'i32'>) {
  //! the gradient of this loss is zero: all of it goes through equal
  const hits = cast(equal(argMax(scores, -1), labels), 'f32');
  return neg(mean(hits));
}
export const step = trainStep(net, { target: input.i32('batch'), loss }, adam());
