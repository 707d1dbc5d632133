// [batch, 1] with [batch, 1], with a scalar, with [1] and with [batch, 8] (NumPy).
import {
  adam,
  add,
  affine,
  input,
  mean,
  model,
  mul,
  sigmoid,
  square,
  sub,
  trainStep,
  zeros,
} from '../../../../runtime/index.ts';

const net = model({ out: affine(8, 1), gate: affine(8, 1) }, input('batch', 8), (p, x) => {
  const gated = mul(x, sigmoid(p.gate(x)));
  return add(p.out(gated), zeros(1));
});
export const step = trainStep(
  net,
  { target: input('batch', 1), loss: (y, t) => mean(square(sub(sub(y, t), mean(t)))) },
  adam(),
);
