// Small models of the language's layers, each with a loss that it can be trained by.
import type { Definition } from '../../../dsl/graph.ts';
import {
  affine,
  basicBlock,
  batchNorm,
  bidirectional,
  binaryCrossEntropyWithLogits,
  crossCorrelate,
  crossEntropy,
  dropout,
  elman,
  embedding,
  evaluateStep,
  flatten,
  gatedLinearUnit,
  groupNorm,
  gru,
  highway,
  huber,
  input,
  layerNorm,
  lstm,
  type Model,
  maxPool,
  mean,
  meanPool,
  mlp,
  model,
  type Optimizer,
  pipe,
  relu,
  rmsNorm,
  squaredError,
  tanh,
  trainStep,
  transformerBlock,
} from '../../../dsl/index.ts';
import type { Loss } from '../../../dsl/ops/loss.ts';
import type { Choices } from './choices.ts';

export interface Trained {
  readonly name: string;
  readonly definition: Definition;
  readonly evaluation: Definition;
}

const trained = <M, I, O>(m: Model<M, I, O>, loss: Loss, optimizer: Optimizer): Omit<Trained, 'name'> => ({
  definition: trainStep(m, loss, optimizer),
  evaluation: evaluateStep(m, loss, { prediction: true }),
});

type Make = (choices: Choices, optimizer: Optimizer) => Omit<Trained, 'name'>;

const row = () => input('batch', 4);
const sequence = () => input('batch', 3, 4);

const models: Readonly<Record<string, Make>> = {
  layers: (c, o) =>
    trained(
      model({ layers: mlp([4, c.from([1, 3, 8]), 2]) }, row(), (p, x) => p.layers(x)),
      c.from([crossEntropy, squaredError, huber]),
      o,
    ),
  'normalised layers': (c, o) => {
    const norm = c.from([() => layerNorm(5), () => rmsNorm(5)])();
    return trained(
      model({ first: affine(4, 5), norm, out: affine(5, 2) }, row(), (p, x) => p.out(tanh(p.norm(p.first(x))))),
      c.from([binaryCrossEntropyWithLogits, squaredError]),
      o,
    );
  },
  'statistics of the batch': (_, o) =>
    trained(
      model({ first: affine(4, 3), norm: batchNorm(3), out: affine(3, 2) }, row(), (p, x, mode) =>
        p.out(relu(p.norm(mode)(p.first(x)))),
      ),
      crossEntropy,
      o,
    ),
  dropout: (c, o) => {
    const rate = c.from([0.25, 0.5]);
    return trained(
      model({ first: affine(4, 6), out: affine(6, 2) }, row(), (p, x, mode) =>
        p.out(dropout(rate, mode)(relu(p.first(x)))),
      ),
      squaredError,
      o,
    );
  },
  gates: (_, o) =>
    trained(
      model({ map: affine(4, 4), gate: gatedLinearUnit(4, 4), way: highway(4), out: affine(4, 1) }, row(), (p, x) =>
        p.out(pipe(x, p.gate(p.map), p.way(p.map))),
      ),
      huber,
      o,
    ),
  'a table of rows': (c, o) =>
    trained(
      model({ table: embedding(c.from([2, 7]), 3), out: affine(6, 2) }, input.i32('batch', 2), (p, x) =>
        pipe(x, p.table, flatten, p.out),
      ),
      c.from([crossEntropy, squaredError]),
      o,
    ),
  'rows as results': (c, o) =>
    trained(
      model({ table: embedding(c.from([2, 5]), 3) }, input.i32('batch', 2), (p, x) => p.table(x)),
      squaredError,
      o,
    ),
  filters: (c, o) => {
    const pool = c.from([maxPool, meanPool]);
    return trained(
      model({ filter: crossCorrelate(1, 2, 3), out: affine(18, 2) }, input('batch', 1, 6, 6), (p, x) =>
        p.out(flatten(pool(2)(relu(p.filter(x))))),
      ),
      c.from([crossEntropy, squaredError]),
      o,
    );
  },
  'a residual block': (_, o) =>
    trained(
      model({ block: basicBlock(2, 4, { stride: 2 }), norm: groupNorm(4, 2) }, input('batch', 2, 4, 4), (p, x, mode) =>
        mean(p.norm(p.block(mode)(x)), [2, 3]),
      ),
      crossEntropy,
      o,
    ),
  'a recurrent layer': (c, o) =>
    trained(
      model({ layer: elman(4, 3), out: affine(3, 2) }, sequence(), (p, x) => p.out(p.layer(x).state)),
      c.from([crossEntropy, squaredError]),
      o,
    ),
  gru: (c, o) =>
    trained(
      model({ layer: gru(4, 3) }, sequence(), (p, x) => p.layer(x).outputs),
      c.from([huber, squaredError]),
      o,
    ),
  lstm: (_, o) =>
    trained(
      model({ layer: lstm(4, 2), out: affine(2, 2) }, sequence(), (p, x) => p.out(p.layer(x).state.h)),
      crossEntropy,
      o,
    ),
  'both directions': (_, o) =>
    trained(
      model({ layer: bidirectional(elman(4, 2), elman(4, 2)) }, sequence(), (p, x) => p.layer(x).outputs),
      squaredError,
      o,
    ),
  attention: (c, o) => {
    const block = transformerBlock(4, 6, { heads: 2, norm: c.from(['pre', 'post'] as const) });
    return trained(
      model({ block, out: affine(4, 2) }, sequence(), (p, x) => p.out(mean(p.block(x), 1))),
      crossEntropy,
      o,
    );
  },
};

const names = Object.keys(models);

export function drawnModel(choices: Choices, optimizer: Optimizer): Trained {
  const name = choices.from(names);
  return { name, ...models[name]!(choices, optimizer) };
}
