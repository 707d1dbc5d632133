// Where a formula that is right on paper loses the digits of a float: large, confident, constant and tiny inputs of every
// loss, normalisation, optimiser and schedule, with the error that is allowed in units in the last place.

import type { Expr } from '../../dsl/expr.ts';
import {
  atan2,
  batchNorm,
  binaryCrossEntropyWithLogits,
  crossEntropy,
  elu,
  gelu,
  globalMeanPool,
  groupNorm,
  huber,
  layerNorm,
  logSigmoid,
  logSoftmax,
  logSumExp,
  mean,
  meanPool1d,
  rmsNorm,
  sigmoid,
  silu,
  softmax,
  softplus,
  squaredError,
  tanh,
  variance,
} from '../../dsl/index.ts';
import { Training } from '../../dsl/nn/mode.ts';
import { keyOf } from '../../dsl/ops/random.ts';
import { type DigitsCase, type Given, type Loose, labels, range, rows, typed, vector } from './digitsCase.ts';
import { optimizers, schedules } from './digitsUpdates.ts';

/** log softmax at a place, and log(sum(exp)) */
function softLog(given: readonly number[], at: number): readonly [number, number] {
  const xs = given.map(Math.fround);
  const top = Math.max(...xs);
  const others = xs.reduce((s, x, i) => (i === xs.indexOf(top) ? s : s + Math.exp(x - top)), 0);
  return [xs[at]! - top - Math.log1p(others), top + Math.log1p(others)];
}

const losses: DigitsCase[] = [
  ...[
    [[10, 0], 0],
    [[0, 10], 0],
    [[30, 0, -3], 0],
    [[88, 1, 2], 0],
    [[10000, 10001, 10002, 10003], 3],
    [[10000, 10001, 10002, 10003], 0],
    [[-1e6, -1e6 + 1, -1e6 + 15], 2],
    [[1e-20, 0, -1e-20], 1],
    [[0, 0, 0], 2],
    [[0, 3, -3, 3], 1],
    [[1e30, -1e30], 0],
  ].map(
    ([logits, label]): DigitsCase => ({
      name: `crossEntropy of [${logits}] at ${label}`,
      given: [rows(logits as number[]), labels(label as number)],
      f: typed(crossEntropy),
      ulps: 8,
      slopeUlps: 8,
      truth: [-softLog(logits as number[], label as number)[0]],
    }),
  ),
  {
    name: 'crossEntropy of 41 confident rows',
    given: [rows(...range(41, (i) => 8 + i / 8).map((x) => [x, 0, -2])), labels(...new Array<number>(41).fill(0))],
    f: typed(crossEntropy),
    ulps: 12,
    slopeUlps: 12,
  },
  ...[
    [20, 1],
    [-20, 0],
    [20, 0],
    [60, 1],
    [3, 0.999],
    [-3, 0.25],
    [1e-20, 0.5],
    [0, 1],
    [5000, 1],
    [-5000, 1],
  ].map(
    ([x, t]): DigitsCase => ({
      name: `binaryCrossEntropyWithLogits of ${x} at ${t}`,
      given: [vector(x!), vector(Math.fround(t!))],
      f: typed(binaryCrossEntropyWithLogits),
      ulps: 6,
      slopeUlps: 8,
      truth: [Math.abs(x!) * (x! > 0 ? 1 - Math.fround(t!) : Math.fround(t!)) + Math.log1p(Math.exp(-Math.abs(x!)))],
    }),
  ),
  {
    name: 'squaredError of 41 large, equal differences',
    given: [vector(...range(41, () => 1e8 + 24)), vector(...range(41, () => 1e8))],
    f: typed(squaredError),
    ulps: 2,
    slopeUlps: 2,
  },
  {
    name: 'huber of 41 small and large differences',
    given: [vector(...range(41, (i) => (i % 2 === 0 ? 1e-12 : 1e12))), vector(...range(41, () => 0))],
    f: typed(huber),
    ulps: 4,
    slopeUlps: 2,
  },
];

const reductions: DigitsCase[] = [
  ...[1, 1e6, 0.1, 1e-30].map(
    (c): DigitsCase => ({
      name: `mean of 41 times ${c}`,
      given: [vector(...range(41, () => c))],
      f: typed(mean),
      ulps: c === 1 || c === 1e6 ? 0 : 6,
      slopeUlps: 1,
      truth: [Math.fround(c)],
    }),
  ),
  {
    name: 'mean of rows',
    given: [rows([1, 1, 1], [7, 7, 7])],
    f: typed(mean, 1),
    ulps: 0,
    slopeUlps: 1,
    truth: [1, 7],
  },
  {
    name: 'meanPool1d of windows of 3',
    given: [{ shape: [1, 1, 6], data: [1, 1, 1, 7, 7, 7] }],
    f: typed(meanPool1d, 3, { stride: 3 }),
    ulps: 0,
    slopeUlps: 1,
    truth: [1, 7],
  },
  {
    name: 'globalMeanPool of 49 positions',
    given: [{ shape: [1, 1, 7, 7], data: range(49, () => 3) }],
    f: typed(globalMeanPool),
    ulps: 0,
    slopeUlps: 1,
    truth: [3],
  },
  ...[
    [10000, 10001, 10002, 10003],
    [10, 0, -5],
    [0, 0, 0],
    [-50, 0],
    [1e-10, -30],
    [3e38, 1],
  ].flatMap((x): DigitsCase[] => [
    {
      name: `logSoftmax of [${x}]`,
      given: [vector(...x)],
      f: typed(logSoftmax),
      ulps: 6,
      truth: x.map((_, i) => softLog(x, i)[0]),
    },
    {
      name: `logSumExp of [${x}]`,
      given: [vector(...x)],
      f: typed(logSumExp),
      ulps: 4,
      slopeUlps: 32,
      truth: [softLog(x, 0)[1]],
    },
    { name: `softmax of [${x}]`, given: [vector(...x)], f: typed(softmax), ulps: 32 },
  ]),
  ...[
    { name: '33 times 1e6', x: range(33, () => 1e6), ulps: 0 },
    { name: '33 times 1234567.9', x: range(33, () => 1234567.9), ulps: 0 },
    { name: '1e6 plus 0 to 32', x: range(33, (i) => 1e6 + i), ulps: 4 },
    { name: '0 to 32 times 1e-12', x: range(33, (i) => i * 1e-12), ulps: 6 },
    { name: '1e9 and 32 times 1', x: range(33, (i) => (i === 0 ? 1e9 : 1)), ulps: 16 },
  ].map(
    ({ name, x, ulps }): DigitsCase => ({
      name: `variance of ${name}`,
      given: [vector(...x)],
      f: typed(variance),
      ulps,
    }),
  ),
];

const normalised = (name: string, x: Given, f: DigitsCase['f'], ulps: number): DigitsCase => ({
  name,
  given: [x],
  f,
  ulps,
});
const constantRow = rows(
  range(33, () => 1e6),
  range(33, () => 1234567.9),
  range(33, () => -0.1),
);
const farRow = rows(
  range(33, (i) => 1e6 + (i % 7)),
  range(33, (i) => 3e7 + 2 * (i % 5)),
);
const tinyRow = rows(range(33, (i) => ((i % 7) - 3) * 1e-9));
const outlier = rows(range(33, (i) => (i === 0 ? 1e8 : i)));
const images = ({ shape: [n, w], data }: Given): Given => ({ shape: [n!, 1, w!], data });
const norms: DigitsCase[] = [
  ['constant rows', constantRow, 0],
  ['rows far from 0', farRow, 8],
  ['a tiny row', tinyRow, 8],
  ['a row with an outlier', outlier, 64],
].flatMap(([name, x, ulps]) => {
  const given = x as Given;
  const width = given.shape[1]!;
  return [
    normalised(
      `layerNorm of ${name}`,
      given,
      (e) => typed(plain(layerNorm(width, { scaleAndShift: false })))(e),
      ulps as number,
    ),
    normalised(
      `groupNorm of ${name}`,
      images(given),
      (e) => typed(plain(groupNorm(1, 1, { scaleAndShift: false })))(e),
      ulps as number,
    ),
    normalised(`rmsNorm of ${name}`, given, (e) => typed(plain(rmsNorm(width)))(e).map(withoutScale), 8),
  ];
});

/** Parameters of a fresh layer: ones for scales. */
const plain = (layer: unknown): Loose => layer as Loose;
const withoutScale = (e: Expr) => e;

const running = (x: Given, ulps: number, name: string): DigitsCase => ({
  name: `batchNorm of ${name}, and what it keeps`,
  given: [x],
  ulps,
  f: (e) => {
    const mode = new Training(() => keyOf(1));
    const layer = batchNorm(1, { scaleAndShift: false, momentum: 0 });
    const [y] = typed(layer(mode) as Loose)(e);
    return [y!, ...mode.kept.values()];
  },
});
norms.push(
  running({ shape: [33, 1], data: range(33, () => 1234567.9) }, 0, 'a constant batch'),
  running({ shape: [33, 1], data: range(33, (i) => 1e6 + (i % 7)) }, 8, 'a batch far from 0'),
);

const wide = [-1e30, -200, -88, -30, -10, -1, -1e-3, -1e-20, -1e-40, 1e-40, 1e-20, 1e-3, 1, 10, 30, 88, 200, 1e30];
const finite = wide.filter((x) => Math.abs(x) < 1e3);
const pointwise: DigitsCase[] = [
  { name: 'sigmoid', given: [vector(...wide)], f: typed(sigmoid), ulps: 6 },
  { name: 'tanh', given: [vector(...wide)], f: typed(tanh), ulps: 6 },
  { name: 'softplus', given: [vector(...wide)], f: typed(softplus), ulps: 6, slopeUlps: 6 },
  { name: 'logSigmoid', given: [vector(...wide)], f: typed(logSigmoid), ulps: 6, slopeUlps: 6 },
  { name: 'elu', given: [vector(...wide)], f: typed(elu), ulps: 6, slopeUlps: 6 },
  { name: 'silu', given: [vector(...finite)], f: typed(silu), ulps: 6 },
  { name: 'gelu by tanh', given: [vector(-6, -4, -2, -1e-3, 1e-20, 1, 6, 1e6)], f: typed(gelu, 'tanh'), ulps: 64 },
  {
    name: 'atan2 of large and small',
    given: [vector(1e25, 3e-30, 1), vector(2e25, -4e-30, 1e-30)],
    f: typed(atan2),
    ulps: 6,
    slopeUlps: 8,
  },
];

export const digitsCases: readonly DigitsCase[] = [
  ...losses,
  ...reductions,
  ...norms,
  ...optimizers,
  ...schedules,
  ...pointwise,
];
