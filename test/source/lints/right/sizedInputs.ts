// Inputs of known sizes are tensors to compute with (JAX: grad).
import {
  abs,
  affine,
  grad,
  input,
  matmul,
  mean,
  model,
  parameter,
  sgd,
  square,
  sub,
  trainStep,
  zerosInitializer,
} from '../../../../runtime/index.ts';

const x = input(4, 8);
const w = parameter('w', [8, 1], zerosInitializer);
export const gradient = grad(mean(square(matmul(x, w))), { w });
const features = input('batch', 8);
const target = input('batch', 1);
const net = model({ out: affine(8, 1) }, { features }, (p, inputs) => p.out(inputs.features));
export const step = trainStep(net, { target, loss: (y, t) => mean(abs(sub(y, t))) }, sgd(0.1));
