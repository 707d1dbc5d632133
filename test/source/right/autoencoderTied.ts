import {
  adam,
  add,
  glorotUniform,
  input,
  matmul,
  model,
  parameter,
  sigmoid,
  squaredError,
  trainStep,
  transpose,
  zerosInitializer,
} from '../../../runtime/index.ts';

export const tied = model(
  {
    w: parameter('w', [784, 64], glorotUniform),
    c: parameter('c', [64], zerosInitializer),
    d: parameter('d', [784], zerosInitializer),
  },
  input('batch', 784),
  (p, x) => {
    const code = sigmoid(add(matmul(x, p.w), p.c));
    return sigmoid(add(matmul(code, transpose(p.w)), p.d));
  },
);
export const step = trainStep(tied, squaredError, adam());
