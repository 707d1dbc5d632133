// Densely connected networks (Huang, Liu, van der Maaten and Weinberger 2017): a stem, blocks of dense layers with
// transitions between them, the mean over all positions, and one affine map. The depth counts the layers with weights.
import { relu } from '../../ops/activations.ts';
import { input } from '../../ops/leaves.ts';
import { globalMeanPool } from '../../ops/pool.ts';
import type { Dim, Mul } from '../../shape/index.ts';
import { affine } from '../affine.ts';
import { batchNorm } from '../batchNorm.ts';
import { pipe } from '../compose.ts';
import { crossCorrelate } from '../correlate.ts';
import { model } from '../model.ts';
import { maxPool } from '../pool.ts';
import { denseBlock, transition } from './dense.ts';

/** The first channels, the growth, and how many layers each block has. */
const sizes = {
  121: { first: 64, growth: 32, layers: [6, 12, 24, 16] },
  161: { first: 96, growth: 48, layers: [6, 12, 36, 24] },
  169: { first: 64, growth: 32, layers: [6, 12, 32, 32] },
  201: { first: 64, growth: 32, layers: [6, 12, 48, 32] },
} as const;

/** [batch, 3, 224, 224] -> [batch, 1000]: 7,978,856, 28,681,000, 14,149,480 or 20,013,928 parameters. */
export function denseNet<D extends keyof typeof sizes>(depth: D) {
  return dense(sizes[depth], `denseNet${depth}`);
}

interface Sizes {
  readonly first: number;
  readonly growth: number;
  readonly layers: readonly [number, number, number, number];
}

function dense<S extends Sizes>({ first, growth, layers: [a, b, c, d] }: S, name: string) {
  const one = denseBlock(first as S['first'], a as S['layers'][0], growth as S['growth']);
  const afterOne = transition(one.outputs);
  const two = denseBlock(afterOne.outputs, b as S['layers'][1], growth as S['growth']);
  const afterTwo = transition(two.outputs);
  const three = denseBlock(afterTwo.outputs, c as S['layers'][2], growth as S['growth']);
  const afterThree = transition(three.outputs);
  const four = denseBlock(afterThree.outputs, d as S['layers'][3], growth as S['growth']);
  const layers = {
    first: crossCorrelate(3, first as S['first'], 7, { stride: 2, padding: 3, bias: false }),
    firstNorm: batchNorm(first as S['first']),
    ...{ one, afterOne, two, afterTwo, three, afterThree, four },
    norm: batchNorm(four.outputs),
    out: affine(four.outputs, 1000),
  };
  return model(
    layers,
    input('batch', 3, 224, 224),
    (p, x, mode) => {
      const stem = pipe(x, p.first, p.firstNorm(mode), relu, maxPool(3, { stride: 2, padding: 1 }));
      const half = pipe(stem, p.one(mode), p.afterOne(mode), p.two(mode), p.afterTwo(mode));
      const all = pipe(half, p.three(mode), p.afterThree(mode), p.four(mode));
      return pipe(all, p.norm(mode), relu, globalMeanPool, p.out);
    },
    name,
  );
}

/**
 * [batch, 1, 28, 28] -> [batch, 10]: the form for small images of the same paper. Three blocks of `layers` layers that add
 * `growth` channels each; the first correlation is 3x3 to 2 growth channels, and nothing is pooled before the first
 * transition.
 */
export function denseNetSmall<N extends number, K extends number>(layers: N, growth: K) {
  // the arithmetic of the type, on the values
  const first = (2 * growth) as Dim as Mul<2, K>;
  const one = denseBlock(first, layers, growth);
  const afterOne = transition(one.outputs);
  const two = denseBlock(afterOne.outputs, layers, growth);
  const afterTwo = transition(two.outputs);
  const three = denseBlock(afterTwo.outputs, layers, growth);
  return model(
    {
      first: crossCorrelate(1, first, 3, { padding: 1, bias: false }),
      ...{ one, afterOne, two, afterTwo, three },
      norm: batchNorm(three.outputs),
      out: affine(three.outputs, 10),
    },
    input('batch', 1, 28, 28),
    (p, x, mode) => {
      const half = pipe(x, p.first, p.one(mode), p.afterOne(mode), p.two(mode), p.afterTwo(mode));
      return pipe(half, p.three(mode), p.norm(mode), relu, globalMeanPool, p.out);
    },
    'denseNetSmall',
  );
}
