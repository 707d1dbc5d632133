import {
  adam,
  add,
  affine,
  binaryCrossEntropyWithLogits,
  type Dim,
  exp,
  input,
  type Mode,
  mean,
  model,
  mul,
  randomNormal,
  relu,
  scale,
  square,
  sub,
  type Tensor,
  trainStep,
} from '../../../runtime/index.ts';

export const vae = model(
  { enc: affine(784, 64), mu: affine(64, 8), logVar: affine(64, 8), dec: affine(8, 784) },
  input('batch', 784),
  (p, x, mode) => {
    const h = relu(p.enc(x));
    const mu = p.mu(h);
    const logVar = p.logVar(h);
    const z = mode.training ? add(mu, mul(exp(scale(logVar, 0.5)), randomLike(mode, mu))) : mu;
    return { logits: p.dec(z), mu, logVar };
  },
);
function randomLike<B extends Dim, C extends Dim>(mode: Mode, like: Tensor<[B, C]>): Tensor<[B, C]> {
  return mul(add(scale(like, 0), 1), randomNormal(mode.key(), 1, 1));
}
export const step = trainStep(
  vae,
  {
    target: input('batch', 784),
    loss: ({ logits, mu, logVar }, x) =>
      add(
        binaryCrossEntropyWithLogits(logits, x),
        scale(mean(sub(sub(add(logVar, 1), square(mu)), exp(logVar))), -0.5),
      ),
  },
  adam(),
);
