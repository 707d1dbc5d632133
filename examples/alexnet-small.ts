// AlexNet (Krizhevsky, Sutskever and Hinton 2012), scaled to digits of 28 by 28 that stand a little elsewhere each time:
// five cross-correlations, overlapping pools after the first, second and fifth, and two hidden layers with dropout.
import { alexNetSmall } from '../dsl/nn/nets/index.ts';
import { digitExample } from './kit/digits.ts';

export default digitExample({
  name: 'alexnet-small',
  about: 'a small AlexNet reads digits',
  model: alexNetSmall([16, 32, 48, 48, 32], 128),
  epochs: 12,
  rate: 0.002,
  shift: true,
  threshold: 0.98,
});
