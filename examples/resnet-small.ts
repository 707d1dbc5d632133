// A residual network (He, Zhang, Ren and Sun 2016), scaled to digits of 28 by 28 that stand a little elsewhere each time:
// three stages of two basic blocks, each x + F(x) with two 3x3 cross-correlations and batch normalisation.
import { resNetSmall } from '../dsl/nn/nets/index.ts';
import { digitExample } from './kit/digits.ts';

export default digitExample({
  name: 'resnet-small',
  about: 'a small residual network reads digits',
  model: resNetSmall(2, [8, 16, 32]),
  epochs: 8,
  rate: 0.004,
  shift: true,
  threshold: 0.98,
});
