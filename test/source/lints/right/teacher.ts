// A teacher in evaluation mode, behind stopGradient (PyTorch: distillation).
import {
  adam,
  add,
  affine,
  batchNorm,
  crossEntropy,
  dropout,
  evaluating,
  input,
  model,
  pipe,
  relu,
  squaredError,
  stopGradient,
  trainStep,
} from '../../../../runtime/index.ts';

const small = model({ hidden: affine(8, 4), out: affine(4, 3) }, input('batch', 8), (p, x, mode) =>
  pipe(x, p.hidden, relu, dropout(0.1, mode), p.out),
);
const large = model(
  { norm: batchNorm(8), hidden: affine(8, 64), out: affine(64, 3) },
  input('batch', 8),
  (p, x, mode) => pipe(x, p.norm(mode), p.hidden, relu, dropout(0.5, mode), p.out),
);
const both = model({ small: small.layers, large: large.layers }, small.inputs, (p, x, mode) => ({
  student: small.forward(p.small, x, mode),
  teacher: stopGradient(large.forward(p.large, x, evaluating)),
}));
export const step = trainStep(
  both,
  {
    target: input.i32('batch'),
    loss: ({ student, teacher }, t) => add(crossEntropy(student, t), squaredError(student, teacher)),
  },
  adam(),
);
