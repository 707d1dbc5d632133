// Two hidden layers of ReLU units (Nair and Hinton 2010) read digits.
import { flatten, input, model, pipe, reluNetwork } from '../runtime/index.ts';
import { digitExample } from './kit/digits.ts';

/** [batch, 1, 28, 28] -> [batch, 10] */
export const network = model(
  { net: reluNetwork([784, 128, 64, 10]) },
  input('batch', 1, 28, 28),
  (p, x) => pipe(x, flatten, p.net),
  'reluNetwork',
);

export default digitExample({
  name: 'relu-network',
  about: 'two hidden layers of ReLU units read digits',
  model: network,
  epochs: 10,
  threshold: 0.95,
});
