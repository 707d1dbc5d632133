// AlexNet (Krizhevsky, Sutskever and Hinton 2012) in one tower (Krizhevsky 2014): five cross-correlations with ReLU, three
// of them pooled in overlapping windows, and three affine maps.
import { relu } from '../../ops/activations.ts';
import { input } from '../../ops/leaves.ts';
import { flatten } from '../../ops/views.ts';
import { pipe } from '../compose.ts';
import { crossCorrelate } from '../correlate.ts';
import { model } from '../model.ts';
import { maxPool } from '../pool.ts';
import { classifier, flatSize } from './classifier.ts';

const pool = maxPool(3, { stride: 2 });

/** [batch, 3, 224, 224] -> [batch, 1000]: 61,100,840 parameters. */
export function alexNet() {
  const layers = {
    first: crossCorrelate(3, 64, 11, { stride: 4, padding: 2 }),
    ...laterLayers([64, 192, 384, 256, 256]),
    head: classifier(flatSize(256, 6), 4096, 1000),
  };
  return model(
    layers,
    input('batch', 3, 224, 224),
    (p, x, mode) => {
      const pooled = pipe(x, p.first, relu, pool, p.second, relu, pool);
      return pipe(pooled, p.third, relu, p.fourth, relu, p.fifth, relu, pool, flatten, p.head(mode));
    },
    'alexNet',
  );
}

/**
 * [batch, 1, 28, 28] -> [batch, 10]: the same for digits, with the given numbers of filters and of hidden units; the first
 * kernel is 5x5 and moves by one.
 */
export function alexNetSmall<
  A extends number,
  B extends number,
  C extends number,
  D extends number,
  E extends number,
  H extends number,
>(widths: readonly [A, B, C, D, E], hidden: H) {
  const layers = {
    first: crossCorrelate(1, widths[0], 5, { padding: 2 }),
    ...laterLayers(widths),
    head: classifier(flatSize(widths[4], 2), hidden, 10),
  };
  return model(
    layers,
    input('batch', 1, 28, 28),
    (p, x, mode) => {
      const pooled = pipe(x, p.first, relu, pool, p.second, relu, pool);
      return pipe(pooled, p.third, relu, p.fourth, relu, p.fifth, relu, pool, flatten, p.head(mode));
    },
    'alexNetSmall',
  );
}

/** The second to the fifth cross-correlation. */
function laterLayers<A extends number, B extends number, C extends number, D extends number, E extends number>([
  a,
  b,
  c,
  d,
  e,
]: readonly [A, B, C, D, E]) {
  return {
    second: crossCorrelate(a, b, 5, { padding: 2 }),
    third: crossCorrelate(b, c, 3, { padding: 1 }),
    fourth: crossCorrelate(c, d, 3, { padding: 1 }),
    fifth: crossCorrelate(d, e, 3, { padding: 1 }),
  };
}
