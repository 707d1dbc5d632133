import {
  adam,
  add,
  affine,
  type Dim,
  input,
  maximum,
  mean,
  model,
  mul,
  pipe,
  relu,
  square,
  sub,
  sum,
  type Tensor,
  trainStep,
} from '../../../runtime/index.ts';

const tower = { first: affine(100, 50), second: affine(50, 20) };
const embed = <B extends Dim>(p: typeof tower, x: Tensor<[B, 100]>) => pipe(x, p.first, relu, p.second);
export const siamese = model({ tower }, { a: input('batch', 100), b: input('batch', 100) }, (p, { a, b }) =>
  sum(square(sub(embed(p.tower, a), embed(p.tower, b))), 1),
);
const contrastive = {
  target: input('batch'),
  loss: (d: Tensor<['batch']>, same: Tensor<['batch']>) =>
    mean(add(mul(same, d), mul(sub(1, same), maximum(sub(1, d), 0)))),
};
export const step = trainStep(siamese, contrastive, adam());
