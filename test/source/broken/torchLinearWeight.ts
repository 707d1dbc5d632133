// PyTorch: the weight is [outputs, inputs] as torch keeps it, and matmul wants [784, ...].
import {
  add,
  affine,
  glorotUniform,
  input,
  matmul,
  model,
  parameter,
  relu,
  zerosInitializer,
} from '../../../runtime/index.ts';

const linear = { w: parameter('weight', [128, 784], glorotUniform), b: parameter('bias', [128], zerosInitializer) };
export const net = model({ ...linear, out: affine(128, 10) }, input('batch', 784), (p, x) => {
  //> matmul(x, p.w) ~> matmul(x, transpose(p.w))
  //> [128, 784] ~> [784, 128]
  //! matmul: inner dimensions differ: 784 vs 128
  const h = relu(add(matmul(x, p.w), p.b));
  return p.out(h);
});
