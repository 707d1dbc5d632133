import {
  adam,
  add,
  affine,
  crossEntropy,
  input,
  logSoftmax,
  mean,
  model,
  mul,
  neg,
  pipe,
  relu,
  softmax,
  stopGradient,
  sum,
  trainStep,
} from '../../../runtime/index.ts';

const student = { a: affine(20, 16), b: affine(16, 5) };
const teacher = { a: affine(20, 64), b: affine(64, 5) };
export const both = model({ student, teacher }, input('batch', 20), (p, x) => ({
  logits: pipe(x, p.student.a, relu, p.student.b),
  soft: stopGradient(softmax(pipe(x, p.teacher.a, relu, p.teacher.b))),
}));
export const step = trainStep(
  both,
  {
    target: input.i32('batch'),
    loss: ({ logits, soft }, t) => add(crossEntropy(logits, t), neg(mean(sum(mul(soft, logSoftmax(logits)), 1)))),
  },
  adam(),
);
