// Small definitions that the tests build: each has what another lacks.
import {
  adam,
  add,
  affine,
  batchNorm,
  cast,
  constant,
  count,
  crossCorrelate,
  crossEntropy,
  dropout,
  elman,
  embedding,
  evaluateStep,
  flatten,
  input,
  maxPool,
  model,
  pipe,
  predictStep,
  relu,
  sgd,
  squaredError,
  trainStep,
} from '../../runtime/index.ts';

export const net = model(
  { first: crossCorrelate(1, 3, 3), norm: batchNorm(3), out: affine(27, 4) },
  input('batch', 1, 8, 8),
  (p, x, mode) => pipe(x, p.first, p.norm(mode), relu, maxPool(2, { stride: 2 }), flatten, dropout(0.2, mode), p.out),
  'net',
);

/** running statistics, random numbers, an optimiser with tensors of its own */
export const step = trainStep(net, crossEntropy, adam(0.01));
export const evaluate = evaluateStep(net, crossEntropy, { prediction: true });

/** few kernels, for backends that build each for long */
export const line = trainStep(
  model({ out: affine(4, 2) }, input('batch', 4), (p, x) => p.out(x), 'line'),
  squaredError,
  sgd(0.1),
);

/** whole numbers in, a lookup, a loop, a constant of several elements, two outputs by name */
export const tokens = predictStep(
  model(
    { embed: embedding(11, 6), read: elman(6, 5), out: affine(5, 2) },
    { words: input.i32('batch', 'T'), shift: input('batch', 2) },
    (p, { words, shift }) => {
      const scores = p.out(p.read(p.embed(words)).state);
      return { scores: add(scores, shift), moved: add(scores, constant([0.5, -2], 2)) };
    },
    'tokens',
  ),
);

/** an input of each element type, each given back as it was taken up */
export const echo = predictStep(
  model(
    {},
    { x: input(4), k: input.i32(3), b: input.bool(3) },
    (_, { x, k, b }) => ({
      x: add(x, 0),
      k: add(k, 0),
      b: cast(b, 'i32'),
      true: count(b),
    }),
    'echo',
  ),
);

/** no definition */
export const size = 3;

/** Numbers that look like data, the same each time. */
export const numbers = (n: number, at: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(1.7 * i + at));

/** What `step` is fed, at a batch of 3. */
export const feeds = (at: number) => ({
  input: numbers(3 * 64, at),
  target: Int32Array.from([at % 4, (at + 1) % 4, 3]),
});
