// LeNet-5 for 28x28 digits (LeCun, Bottou, Bengio and Haffner 1998), with max pooling and ReLU as it is trained today.
import { relu } from '../../ops/activations.ts';
import { input } from '../../ops/leaves.ts';
import { flatten } from '../../ops/views.ts';
import { affine } from '../affine.ts';
import { pipe } from '../compose.ts';
import { crossCorrelate } from '../correlate.ts';
import { heNormal } from '../initializers.ts';
import { model } from '../model.ts';
import { maxPool } from '../pool.ts';

/** [batch, 1, 28, 28] -> [batch, 10]: two cross-correlations of 5x5 with pooling, then 120, 84 and 10 units. */
export function leNet() {
  const layers = {
    first: crossCorrelate(1, 6, 5, { padding: 2 }),
    second: crossCorrelate(6, 16, 5),
    third: affine(400, 120, { initializer: heNormal }),
    fourth: affine(120, 84, { initializer: heNormal }),
    out: affine(84, 10),
  };
  const pool = maxPool(2, { stride: 2 });
  return model(
    layers,
    input('batch', 1, 28, 28),
    (p, x) => pipe(x, p.first, relu, pool, p.second, relu, pool, flatten, p.third, relu, p.fourth, relu, p.out),
    'leNet',
  );
}
