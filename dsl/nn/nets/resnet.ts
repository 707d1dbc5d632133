// Residual networks (He, Zhang, Ren and Sun 2016): a stem, stages of residual blocks, the mean over all positions, and one
// affine map. The depth counts the layers with weights.
import { relu } from '../../ops/activations.ts';
import { input } from '../../ops/leaves.ts';
import { globalMeanPool } from '../../ops/pool.ts';
import { affine } from '../affine.ts';
import { batchNorm } from '../batchNorm.ts';
import { pipe } from '../compose.ts';
import { crossCorrelate } from '../correlate.ts';
import { model } from '../model.ts';
import { maxPool } from '../pool.ts';
import { basicBlock, bottleneckBlock, residualStage } from '../residual.ts';

/** How many blocks each stage has. */
const counts = {
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
} as const;

type Depth = keyof typeof counts;
type Basic = ReturnType<typeof basicNet>;
type Bottleneck = ReturnType<typeof bottleneckNet>;

/**
 * [batch, 3, 224, 224] -> [batch, 1000]: 11,689,512, 21,797,672, 25,557,032, 44,549,160 or 60,192,808 parameters. Depths 18
 * and 34 are of basic blocks, the others of bottlenecks.
 */
export function resNet(depth: 18 | 34): Basic;
export function resNet(depth: 50 | 101 | 152): Bottleneck;
export function resNet(depth: Depth): Basic | Bottleneck {
  return depth === 18 || depth === 34 ? basicNet(depth) : bottleneckNet(depth);
}

const pool = maxPool(3, { stride: 2, padding: 1 });

function basicNet(depth: 18 | 34) {
  const [one, two, three, four] = counts[depth];
  const layers = {
    ...stem(),
    one: residualStage(
      basicBlock(64, 64),
      others(one, () => basicBlock(64, 64)),
    ),
    two: residualStage(
      basicBlock(64, 128, { stride: 2 }),
      others(two, () => basicBlock(128, 128)),
    ),
    three: residualStage(
      basicBlock(128, 256, { stride: 2 }),
      others(three, () => basicBlock(256, 256)),
    ),
    four: residualStage(
      basicBlock(256, 512, { stride: 2 }),
      others(four, () => basicBlock(512, 512)),
    ),
    out: affine(512, 1000),
  };
  return model(
    layers,
    input('batch', 3, 224, 224),
    (p, x, mode) => {
      const first = pipe(x, p.first, p.norm(mode), relu, pool);
      return pipe(first, p.one(mode), p.two(mode), p.three(mode), p.four(mode), globalMeanPool, p.out);
    },
    `resNet${depth}`,
  );
}

function bottleneckNet(depth: 50 | 101 | 152) {
  const [one, two, three, four] = counts[depth];
  const layers = {
    ...stem(),
    one: residualStage(
      bottleneckBlock(64, 64, 256),
      others(one, () => bottleneckBlock(256, 64, 256)),
    ),
    two: residualStage(
      bottleneckBlock(256, 128, 512, { stride: 2 }),
      others(two, () => bottleneckBlock(512, 128, 512)),
    ),
    three: residualStage(
      bottleneckBlock(512, 256, 1024, { stride: 2 }),
      others(three, () => bottleneckBlock(1024, 256, 1024)),
    ),
    four: residualStage(
      bottleneckBlock(1024, 512, 2048, { stride: 2 }),
      others(four, () => bottleneckBlock(2048, 512, 2048)),
    ),
    out: affine(2048, 1000),
  };
  return model(
    layers,
    input('batch', 3, 224, 224),
    (p, x, mode) => {
      const first = pipe(x, p.first, p.norm(mode), relu, pool);
      return pipe(first, p.one(mode), p.two(mode), p.three(mode), p.four(mode), globalMeanPool, p.out);
    },
    `resNet${depth}`,
  );
}

/**
 * [batch, 1, 28, 28] -> [batch, 10]: the form for small images of the same paper. Three stages of `count` basic blocks with
 * the given numbers of channels; the first correlation is 3x3, and nothing is pooled before the end.
 */
export function resNetSmall<A extends number, B extends number, C extends number>(
  count: number,
  [a, b, c]: readonly [A, B, C],
) {
  const layers = {
    first: crossCorrelate(1, a, 3, { padding: 1, bias: false }),
    norm: batchNorm(a),
    one: residualStage(
      basicBlock(a, a),
      others(count, () => basicBlock(a, a)),
    ),
    two: residualStage(
      basicBlock(a, b, { stride: 2 }),
      others(count, () => basicBlock(b, b)),
    ),
    three: residualStage(
      basicBlock(b, c, { stride: 2 }),
      others(count, () => basicBlock(c, c)),
    ),
    out: affine(c, 10),
  };
  return model(
    layers,
    input('batch', 1, 28, 28),
    (p, x, mode) => {
      const first = pipe(x, p.first, p.norm(mode), relu);
      return pipe(first, p.one(mode), p.two(mode), p.three(mode), globalMeanPool, p.out);
    },
    'resNetSmall',
  );
}

const stem = () => ({
  first: crossCorrelate(3, 64, 7, { stride: 2, padding: 3, bias: false }),
  norm: batchNorm(64),
});

/** The blocks of a stage after its first. */
const others = <T>(count: number, block: () => T): T[] => Array.from({ length: count - 1 }, block);
