// Every call of the library that takes options, by the name of the export: what it does when it is given these.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as nets from '../../dsl/nn/nets/index.ts';
import * as data from '../../runtime/data/index.ts';
import * as quern from '../../runtime/index.ts';
import * as node from '../../runtime/node.ts';
import * as testing from '../testing/index.ts';

/** What a caller without types passes. */
const untyped = <T>(value: unknown): T => value as T;
type Options = Readonly<Record<string, unknown>>;
export type Call = (options: Options) => unknown;

const { affine, input, ones, constantI32, model, crossEntropy, adam } = quern;
const q = untyped<Readonly<Record<string, (...args: unknown[]) => unknown>>>(quern);
const call =
  (name: string, ...args: unknown[]): Call =>
  (options) =>
    q[name]!(...args, options);
const layer = (make: unknown, ...args: unknown[]): Call => {
  const apply = untyped<(...args: unknown[]) => unknown>(make);
  return (options) => apply(...args, options);
};

const rows = ones(2, 3, 4);
const parts = { x: quern.scalar(1) };
const loss = quern.square(parts.x);
const images = ones(1, 1, 6, 6);
const signal = ones(1, 1, 6);
const net = model({ out: affine(4, 3) }, input('batch', 4), (p, x) => p.out(x));
const step = quern.trainStep(net, crossEntropy, adam());
const set = data.dataset({ shape: [4], classes: 3, inputs: new Float32Array(8), labels: Int32Array.of(0, 1) });
const file = join(mkdtempSync(join(tmpdir(), 'quern-')), 'file.txt');
writeFileSync(file, 'text');
const decoding = untyped<Parameters<typeof nets.greedy>[0]>({ context: {}, state: {}, step: () => ({}) });
const start = constantI32([0], 1);
const ids = untyped<never>(constantI32([0, 1], 1, 2));
const sizes = { width: 4, hidden: 4, heads: 2, blocks: 1 };
const translator = nets.transformer(untyped<never>({ ...sizes, source: 3, target: 3 }));
const writer = nets.transformerDecoder(untyped<never>({ ...sizes, vocabulary: 3 }));
const each = (names: readonly string[], make: (name: string) => Call) =>
  Object.fromEntries(names.map((name) => [name, make(name)]));
const correlations = ['crossCorrelate', 'convolve', 'crossCorrelateTransposed', 'convolveTransposed'];

function weights(): data.NamedTensors {
  const zeros = (shape: readonly number[]) =>
    ({ dtype: 'f32', shape, data: new Float32Array(shape.reduce((n, d) => n * d, 1)) }) as const;
  return new Map(net.parameters.map(({ name, leaf }) => [name, zeros(leaf.shape)]));
}

/** '()' is for what an export returns, '.name' for its property. */
export const calls: Readonly<Record<string, Call>> = {
  ...each(['sum', 'mean', 'max', 'min', 'prod', 'variance', 'logSumExp', 'argMax', 'argMin'], (n) => call(n, rows, 0)),
  ...each(['all', 'any'], (name) => call(name, quern.greater(rows, 0), 0)),
  ...each(
    correlations.map((name) => `${name}1d`),
    (name) => call(name, signal, ones(1, 1, 2)),
  ),
  ...each(
    correlations.map((name) => `${name}2d`),
    (name) => call(name, images, ones(1, 1, 2, 2)),
  ),
  ...each(correlations, (name) => call(name, 1, 1, 3)),
  ...each(['maxPool1d', 'meanPool1d'], (name) => call(name, signal, 2)),
  ...each(['maxPool2d', 'meanPool2d'], (name) => call(name, images, 2)),
  ...each(['maxPool', 'meanPool'], (name) => call(name, 2)),
  ...each(['grad', 'valueAndGrad'], (name) => call(name, loss, parts)),
  ...each(['vjp', 'jvp'], (name) => call(name, loss, parts, name === 'vjp' ? loss : parts)),
  crossEntropy: call('crossEntropy', rows, constantI32([0, 1, 2, 0, 1, 2], 2, 3)),
  cumulativeSum: call('cumulativeSum', rows, 0),
  slice: call('slice', rows, 0, 0, 1),
  window: call('window', rows, 1, 2),
  scan: call('scan', quern.zeros(), ones(3), (c: never) => [c, c]),
  ...each(['adagrad', 'adam', 'adamW', 'rmsProp'], (name) => call(name, 0.1)),
  ...each(['affine', 'embedding', 'learnedPositions', 'gatedLinearUnit'], (name) => call(name, 5, 3)),
  ...each(['mlp', 'reluNetwork'], (name) => call(name, [2, 3])),
  highway: call('highway', 2),
  additiveScore: call('additiveScore', 2, 3, 4),
  ...each(['layerNorm', 'rmsNorm', 'batchNorm'], (name) => call(name, 4)),
  groupNorm: call('groupNorm', 4, 2),
  basicBlock: call('basicBlock', 2, 2),
  bottleneckBlock: call('bottleneckBlock', 2, 2, 2),
  ...each(['elman', 'gru', 'lstm'], (name) => call(name, 4, 3)),
  'elman()': layer(quern.elman(4, 3), rows),
  'gru()': layer(quern.gru(4, 3), rows),
  'lstm()': layer(quern.lstm(4, 3), rows),
  'stacked()': layer(quern.stacked(quern.lstm(4, 3)), rows),
  'bidirectional()': layer(quern.bidirectional(quern.lstm(4, 3), quern.lstm(4, 3)), rows),
  attend: call('attend', rows, rows, rows),
  attentionWeights: call('attentionWeights', rows, rows),
  selfAttention: call('selfAttention', 4),
  'selfAttention()': layer(quern.selfAttention(4), rows),
  crossAttention: call('crossAttention', 4, 4),
  'crossAttention()': layer(quern.crossAttention(4, 4), rows, rows),
  transformerBlock: call('transformerBlock', 4, 8),
  'transformerBlock()': layer(quern.transformerBlock(4, 8), rows),
  decoderBlock: call('decoderBlock', 4, 8, 4),
  'decoderBlock()': layer(quern.decoderBlock(4, 8, 4), rows, rows),
  trainStep: call('trainStep', net, crossEntropy, adam()),
  evaluateStep: call('evaluateStep', net, crossEntropy),
  compile: call('compile', step, { batch: 1 }),
  cpu: call('cpu'),
  fit: async (options) => {
    for await (const _ of quern.fit(step, untyped({ data: set, batch: 2, epochs: 1, ...options }))) break;
  },
  greedy: (options) => nets.greedy(decoding, start, untyped<never>({ stop: 0, steps: 2, ...options })),
  beamSearch: (options) =>
    nets.beamSearch(decoding, start, untyped<never>({ stop: 0, steps: 2, width: 2, ...options })),
  transformer: (options) => nets.transformer(untyped<never>({ ...sizes, source: 3, target: 3, ...options })),
  'transformer()': layer(translator, ids, ids),
  'transformer().encode': layer(translator.encode, ids),
  'transformer().alignment': layer(translator.alignment, ids, ids),
  transformerDecoder: (options) => nets.transformerDecoder(untyped<never>({ ...sizes, vocabulary: 3, ...options })),
  'transformerDecoder()': layer(writer, ids),
  seq2seq: (options) => nets.seq2seq(untyped<never>({ source: 3, target: 3, width: 2, hidden: 2, ...options })),
  dataset: (options) =>
    data.dataset(
      untyped({ shape: [1], classes: 1, inputs: new Float32Array(1), labels: new Int32Array(1), ...options }),
    ),
  holdOut: (options) => data.holdOut(set, untyped({ test: 1, seed: 0, ...options })),
  batches: (options) => data.batches(set, untyped({ batch: 1, seed: 0, epoch: 0, ...options })).next(),
  batchesPerEpoch: (options) => data.batchesPerEpoch(set, untyped({ batch: 1, ...options })),
  streams: (options) => data.streams(new Int32Array(9), untyped({ batch: 2, length: 2, ...options })).next(),
  streamBatches: (options) => data.streamBatches(9, untyped({ batch: 2, length: 2, ...options })),
  decodeWeights: (options) => data.decodeWeights(net, data.encodeWeights(net, weights()), untyped(options)),
  decompress: (options) => data.decompress(new Uint8Array(1), 'data', untyped(options)),
  loadWeights: (options) => node.loadWeights(file, net, untyped(options)),
  loadText: (options) => node.loadText(file, untyped(options)),
  readIdx: (options) => node.readIdx(file, untyped(options)),
  loadIdxPair: (options) => node.loadIdxPair(file, untyped(options)),
  loadCifar: (options) => node.loadCifar(file, 10, untyped(options)),
  fuzzGradients: (options) => testing.fuzzGradients(net, untyped(options)),
  fuzzPrograms: (options) => testing.fuzzPrograms(untyped({ runs: 1, ...options })),
  fuzzable: (options) => testing.fuzzable(net, untyped(options)),
  recheck: (options) => testing.recheck('differences', [], [], untyped(options)),
  programs: (options) => testing.programs(untyped(options)),
  dims: (options) => testing.dims(untyped(options)),
  shapes: (options) => testing.shapes(untyped(options)),
  tensors: (options) => testing.tensors(untyped<never>(options)),
};
