import {
  add,
  crossEntropy,
  grad,
  input,
  matmul,
  mul,
  normalInitializer,
  parameter,
  relu,
  sub,
} from '../../../runtime/index.ts';

const images = input(32, 784);
const labels = input.i32(32);
const p = {
  w1: parameter('w1', [784, 256], normalInitializer(0.05)),
  w2: parameter('w2', [512, 10], normalInitializer(0.05)),
};

const hidden = relu(matmul(images, p.w1));
//> [512, 10] ~> [256, 10]
//> [784, 256] ~> [784, 512]
//! matmul: inner dimensions differ: 256 vs 512
const logits = matmul(hidden, p.w2);
const loss = crossEntropy(logits, labels);

const g = grad(loss, p);
export const next = { w1: sub(p.w1, mul(0.1, g.w1)), w2: add(p.w2, mul(-0.1, g.w2)) };
