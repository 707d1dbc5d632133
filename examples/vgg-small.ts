// A VGG network (Simonyan and Zisserman 2015), scaled to digits of 28 by 28 that stand a little elsewhere each time: blocks
// of 3x3 cross-correlations, a pool after each.
import { vggSmall } from '../dsl/nn/nets/index.ts';
import { digitExample } from './kit/digits.ts';

export default digitExample({
  name: 'vgg-small',
  about: 'a small VGG network reads digits',
  model: vggSmall(2, [8, 16, 32], 64),
  epochs: 14,
  rate: 0.002,
  shift: true,
  threshold: 0.98,
});
