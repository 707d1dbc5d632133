// VGG (Simonyan and Zisserman 2015): blocks of cross-correlations of 3x3 with ReLU, each block pooled to half height and
// width, then three affine maps. The depth counts the layers with weights.
import { relu } from '../../ops/activations.ts';
import { input } from '../../ops/leaves.ts';
import { flatten } from '../../ops/views.ts';
import type { Dim, Message, Same, Win } from '../../shape/index.ts';
import type { Tensor } from '../../tensor.ts';
import { pipe } from '../compose.ts';
import { type Correlation, crossCorrelate } from '../correlate.ts';
import { model } from '../model.ts';
import { maxPool } from '../pool.ts';
import { type HasParams, layerOf, type Params } from '../tree.ts';
import { classifier, flatSize } from './classifier.ts';

/** How many cross-correlations each block has: configurations A, B, D and E of the paper. */
const counts = { 11: [1, 1, 2, 2, 2], 13: [2, 2, 2, 2, 2], 16: [2, 2, 3, 3, 3], 19: [2, 2, 4, 4, 4] } as const;

/** [batch, 3, 224, 224] -> [batch, 1000]: 132,863,336, 133,047,848, 138,357,544 or 143,667,240 parameters. */
export function vgg(depth: keyof typeof counts) {
  const [one, two, three, four, five] = counts[depth];
  const layers = {
    one: block(one, 3, 64),
    two: block(two, 64, 128),
    three: block(three, 128, 256),
    four: block(four, 256, 512),
    five: block(five, 512, 512),
    head: classifier(flatSize(512, 7), 4096, 1000),
  };
  return model(
    layers,
    input('batch', 3, 224, 224),
    (p, x, mode) => pipe(x, p.one, p.two, p.three, p.four, p.five, flatten, p.head(mode)),
    `vgg${depth}`,
  );
}

/** [batch, 1, 28, 28] -> [batch, 10]: three blocks of `count` cross-correlations with the given numbers of filters. */
export function vggSmall<A extends number, B extends number, C extends number, H extends number>(
  count: number,
  [a, b, c]: readonly [A, B, C],
  hidden: H,
) {
  const layers = {
    one: block(count, 1, a),
    two: block(count, a, b),
    three: block(count, b, c),
    head: classifier(flatSize(c, 3), hidden, 10),
  };
  return model(
    layers,
    input('batch', 1, 28, 28),
    (p, x, mode) => pipe(x, p.one, p.two, p.three, flatten, p.head(mode)),
    'vggSmall',
  );
}

type Filters<I extends Dim, O extends Dim> = Params<Correlation<'crossCorrelate', I, O, 3, { padding: 1 }>>;

interface Block<I extends Dim, O extends Dim>
  extends HasParams<{ readonly first: Filters<I, O>; readonly rest: Filters<O, O>[] }> {
  <B extends Dim, G extends Dim, H extends Dim, W extends Dim>(
    x: Same<G, I, Tensor<[B, G, H, W]>, Message<'layerChannels', ['vgg block', I, O, G]>>,
  ): Tensor<[B, O, Win<H, 2, { stride: 2 }>, Win<W, 2, { stride: 2 }>]>;
}

/** [batch, inputs, height, width] -> [batch, outputs, height / 2, width / 2] */
function block<I extends Dim, O extends Dim>(count: number, inputs: I, outputs: O): Block<I, O> {
  const first = crossCorrelate(inputs, outputs, 3, { padding: 1 });
  const rest = Array.from({ length: count - 1 }, () => crossCorrelate(outputs, outputs, 3, { padding: 1 }));
  const stage = <B extends Dim, H extends Dim, W extends Dim>(x: Tensor<[B, I, H, W]>) => {
    const filtered = rest.reduce((h, layer) => relu(layer(h)), pipe(x, first, relu));
    return pipe(filtered, maxPool(2, { stride: 2 }));
  };
  // Block says the same with the sentence for other channels
  return layerOf({ first, rest }, stage) as unknown as Block<I, O>;
}
