// The perceptron for 28x28 digits: one hidden layer of ReLU units.
import { input } from '../../ops/leaves.ts';
import { flatten } from '../../ops/views.ts';
import { pipe } from '../compose.ts';
import { reluNetwork } from '../mlp.ts';
import { model } from '../model.ts';

/** [batch, 1, 28, 28] -> [batch, 10] */
export function digitsMlp() {
  return model(
    { net: reluNetwork([784, 128, 10]) },
    input('batch', 1, 28, 28),
    (p, x) => pipe(x, flatten, p.net),
    'mlp',
  );
}
