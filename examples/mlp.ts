// A multilayer perceptron with sigmoid units (Rumelhart, Hinton and Williams 1986) reads digits.
import { flatten, input, mlp, model, pipe } from '../runtime/index.ts';
import { digitExample } from './kit/digits.ts';

/** [batch, 1, 28, 28] -> [batch, 10] */
export const network = model(
  { net: mlp([784, 256, 10]) },
  input('batch', 1, 28, 28),
  (p, x) => pipe(x, flatten, p.net),
  'mlp',
);

export default digitExample({
  name: 'mlp',
  about: 'a perceptron with one hidden layer of sigmoid units reads digits',
  model: network,
  epochs: 30,
  shift: true,
  rate: 0.005,
  threshold: 0.95,
});
