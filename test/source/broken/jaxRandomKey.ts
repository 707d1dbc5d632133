import { add, affine, input, keyOf, model, randomNormal } from '../../../runtime/index.ts';

/** random.normal(key, (2, 3)) */
export const noisy = model({ out: affine(8, 8) }, input('batch', 8), (p, x, _mode) => {
  //> ['batch', 8] ~> 'batch', 8
  //! randomNormal: sizes are arguments of their own: randomNormal(keyOf(1), 'batch', 8)
  const noise = randomNormal(keyOf(1), ['batch', 8]);
  return p.out(add(x, noise));
});
