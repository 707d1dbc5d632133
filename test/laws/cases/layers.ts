// Every layer with inputs to sample. A layer's parameters become inputs too, so that the laws draw them and take
// derivatives by them.
import { makeConstant } from '../../../dsl/build.ts';
import { Substitution } from '../../../dsl/expression/substitute.ts';
import * as language from '../../../dsl/nn/index.ts';
import { type Mode, Training } from '../../../dsl/nn/mode.ts';
import * as nets from '../../../dsl/nn/nets/index.ts';
import { type HasParams, leavesOf, namedParameters } from '../../../dsl/nn/tree.ts';
import { add, gather, iota, lessEqual, matmul, ones, square, tanh } from '../../../dsl/ops/index.ts';
import { keyOf } from '../../../dsl/ops/random.ts';
import { type AnyTensor, asTensor, type Tensor, toExpr } from '../../../dsl/tensor.ts';
import { type Case, distinct, given, real, type Sample, type Untyped, whole } from './case.ts';

const nn = { ...language, ...nets } as unknown as Untyped;

type Layer = HasParams<unknown> & ((...xs: unknown[]) => unknown);

/** `apply` as a function of x and of the layer's parameters in the order of their paths. */
export function layer(
  name: string,
  make: () => unknown,
  x: Sample,
  parameters: Readonly<Record<string, Sample>> = {},
  apply: (l: Layer, x: unknown) => unknown = (l, x) => l(x),
): Case {
  const drawn = namedParameters(make()).map((p) => parameters[p.name] ?? real(p.leaf.shape, -1, 1));
  return {
    name,
    inputs: [x, ...drawn],
    f: (input, ...values) => {
      const made = make() as Layer;
      const leaves = namedParameters(made).map((p, i) => [p.leaf, toExpr(values[i] as AnyTensor)] as const);
      const substitution = new Substitution(new Map(leaves));
      const outputs = apply(made, input);
      return (Array.isArray(outputs) ? outputs : [outputs]).map((y) => asTensor(substitution.apply(toExpr(y))));
    },
  };
}

const stage = (name: string, make: () => unknown, x: Sample): Case => ({
  name,
  inputs: [x],
  f: (input) => (make() as (x: unknown) => unknown)(input),
});

const training = () => new Training(() => keyOf(3));

/** What the layer gives in training, and the running statistics that it leaves behind. */
function normalised(l: Layer, x: unknown): unknown {
  const mode = training();
  const y = (l as (mode: Mode) => (x: unknown) => unknown)(mode)(x);
  return [y, ...[...mode.kept.values()].map((e) => asTensor(e))];
}

const integers = (values: readonly number[]): AnyTensor =>
  asTensor(makeConstant(Int32Array.from(values), [values.length], 'i32'));

/** All outputs and the last state of a recurrent layer. */
export function unrolled(lengths?: readonly number[]) {
  return (l: Layer, x: unknown): unknown => {
    const options = lengths === undefined ? {} : { lengths: integers(lengths) };
    const { outputs, state } = l(x, options) as { readonly outputs: AnyTensor; readonly state: unknown };
    return [outputs, ...leavesOf(state).map(({ tensor }) => tensor)];
  };
}

const smooth = { activation: tanh };
const integers2 = (values: readonly number[], ...shape: number[]): AnyTensor =>
  asTensor(makeConstant(Int32Array.from(values), shape, 'i32'));

/** q_0 [2, 2], the vectors of three symbols, and the scores of a state. */
const counting = [real([2, 2]), real([3, 2]), real([2, 3])];

/** q_i = tanh(q_(i-1) + e(y_(i-1))), scores of y_i = w q_i: the smallest decoder. */
const writer = ([state, table, w]: readonly unknown[]) => ({
  context: {},
  state,
  step: (_: unknown, q: unknown, symbols: unknown) => {
    const next = tanh(add(q as Tensor<[2, 2]>, gather(table as Tensor<[3, 2]>, symbols as Tensor<[2], 'i32'>)));
    return { state: next, logits: matmul(next, w as Tensor<[2, 3]>) };
  },
});

/** The gate around another layer, as one layer. */
function gated(gate: unknown, inner: unknown): unknown {
  const apply = (x: unknown) => ((gate as Layer)(inner) as (x: unknown) => unknown)(x);
  return Object.assign(apply, { params: [gate, inner].map((l) => (l as Layer).params) });
}

const variance = real([3], 0.4, 2);

export const layers: readonly Case[] = [
  layer('affine', () => nn.affine!(4, 3), real([5, 4])),
  layer('affine of a vector', () => nn.affine!(4, 3), real([4])),
  layer('mlp', () => nn.mlp!([4, 5, 3]), real([2, 4])),
  // the bias decides which units are active, far from the kink
  layer('reluNetwork', () => nn.reluNetwork!([3, 4, 2]), real([5, 3], -1, 1), {
    '0.b': given([4], [4, -4, 3.5, -3.5]),
  }),
  layer('crossCorrelate', () => nn.crossCorrelate!(2, 3, 3, { padding: 1, stride: 2 }), real([2, 2, 5, 7])),
  layer('crossCorrelate grouped', () => nn.crossCorrelate!(4, 6, 2, { groups: 2 }), real([1, 4, 4, 3])),
  layer(
    'crossCorrelate of sequences, without bias',
    () => nn.crossCorrelate!(2, 3, 3, { axes: 1, bias: false }),
    real([2, 2, 6]),
  ),
  layer('convolve', () => nn.convolve!(2, 3, 3, { padding: 1, dilation: 2 }), real([1, 2, 6, 5])),
  layer('convolve of sequences', () => nn.convolve!(2, 3, 3, { axes: 1, stride: 2 }), real([2, 2, 7])),
  layer('crossCorrelateTransposed', () => nn.crossCorrelateTransposed!(2, 3, 3, { stride: 2 }), real([1, 2, 3, 2])),
  layer(
    'crossCorrelateTransposed grouped',
    () => nn.crossCorrelateTransposed!(4, 6, 2, { groups: 2, axes: 1 }),
    real([2, 4, 4]),
  ),
  layer('convolveTransposed', () => nn.convolveTransposed!(2, 3, 3, { stride: 2, padding: 1 }), real([1, 2, 3, 3])),
  layer('basicBlock', () => nn.basicBlock!(2, 2), real([2, 2, 4, 3]), {}, normalised),
  layer('basicBlock that projects', () => nn.basicBlock!(2, 3, { stride: 2 }), real([2, 2, 4, 3]), {}, normalised),
  layer('bottleneckBlock', () => nn.bottleneckBlock!(3, 2, 3), real([2, 3, 3, 3]), {}, normalised),
  layer(
    'residualStage',
    () => nn.residualStage!(nn.basicBlock!(2, 3, { stride: 2 }), [nn.basicBlock!(3, 3)]),
    real([2, 2, 4, 4]),
    {},
    normalised,
  ),
  layer('embedding', () => nn.embedding!(5, 3), whole([2, 4], 5)),
  layer('layerNorm', () => nn.layerNorm!(5), real([2, 3, 5])),
  layer('rmsNorm', () => nn.rmsNorm!(5), real([2, 3, 5])),
  layer('groupNorm', () => nn.groupNorm!(4, 2), real([2, 4, 3])),
  layer('groupNorm without scale and shift', () => nn.groupNorm!(4, 2, { scaleAndShift: false }), real([2, 4, 3])),
  layer('batchNorm in training', () => nn.batchNorm!(3), real([4, 3, 2]), {}, normalised),
  layer('batchNorm of the last axis', () => nn.batchNorm!(3, { axis: -1 }), real([2, 4, 3]), {}, normalised),
  layer(
    'batchNorm in evaluation',
    () => nn.batchNorm!(3),
    real([4, 3, 2]),
    { variance },
    (l, x) => (l as (mode: Mode) => (x: unknown) => unknown)(language.evaluating)(x),
  ),
  stage('skip', () => nn.skip!(tanh), real([2, 3])),
  layer('gatedLinearUnit', () => gated(nn.gatedLinearUnit!(3, 2), nn.affine!(3, 2)), real([2, 3])),
  layer(
    'highway',
    () => nn.highway!(3),
    real([2, 3]),
    {},
    (l, x) => (l(tanh) as (x: unknown) => unknown)(x),
  ),
  layer('elman', () => nn.elman!(2, 3), real([2, 3, 2]), {}, unrolled()),
  layer('gru', () => nn.gru!(2, 2), real([1, 3, 2]), {}, unrolled()),
  layer('lstm', () => nn.lstm!(2, 2), real([2, 2, 2]), {}, unrolled([2, 1])),
  layer(
    'bidirectional',
    () => nn.bidirectional!(nn.elman!(2, 1), nn.elman!(2, 2)),
    real([2, 3, 2]),
    {},
    unrolled([1, 3]),
  ),
  layer('stacked', () => nn.stacked!(nn.elman!(2, 1), nn.elman!(1, 2)), real([1, 2, 2]), {}, unrolled()),
  {
    name: 'attend to what masks allow, a row of it to nothing',
    inputs: [real([2, 2, 2]), real([2, 3, 2]), real([2, 3, 1])],
    f: (q, k, v) => nn.attend!(q, k, v, { causal: true, lengths: integers([2, 0]), scale: 'rootWidth' }),
  },
  {
    name: 'attentionWeights',
    inputs: [real([2, 3]), real([4, 3])],
    f: (q, k) => nn.attentionWeights!(q, k, { mask: lessEqual(iota(4), 2) }),
  },
  layer(
    'additiveScore',
    () => nn.additiveScore!(2, 3, 2),
    real([2, 2]),
    {},
    (l, q) => l(q, ones(3, 3)),
  ),
  layer('selfAttention', () => nn.selfAttention!(3), real([1, 3, 3])),
  layer('selfAttention of heads', () => nn.selfAttention!(4, { heads: 2, rotary: true }), real([1, 2, 4])),
  layer(
    'crossAttention',
    () => nn.crossAttention!(2, 3, { heads: 2 }),
    real([1, 2, 2]),
    {},
    (l, x) => l(x, ones(1, 2, 3)),
  ),
  layer('transformerBlock', () => nn.transformerBlock!(2, 3, smooth), real([1, 2, 2])),
  layer(
    'decoderBlock',
    () => nn.decoderBlock!(2, 2, 3, smooth),
    real([1, 2, 2]),
    {},
    (l, x) => l(x, ones(1, 2, 3)),
  ),
  {
    name: 'teacherForcing',
    inputs: counting,
    f: (...q) => nn.teacherForcing!(writer(q), integers2([0, 2, 1, 1], 2, 2)),
  },
  {
    name: 'greedy',
    inputs: counting,
    f: (...q) => Object.values(nn.greedy!(writer(q), integers([0, 2]), { stop: 1, steps: 4 }) as object),
  },
  {
    name: 'beamSearch',
    inputs: counting,
    f: (...q) => {
      const found = nn.beamSearch!(writer(q), integers([0, 2]), { stop: 1, steps: 3, width: 2 }) as Record<
        string,
        unknown
      >;
      return [found.symbols, found.lengths];
    },
  },
  stage('sinusoidalPositions', () => nn.sinusoidalPositions, real([1, 3, 3])),
  stage('rotaryPositions', () => nn.rotaryPositions, real([1, 3, 4])),
  layer('learnedPositions', () => nn.learnedPositions!(4, 2), real([1, 3, 2])),
  stage('dropout in training', () => nn.dropout!(0.4, training()), real([6, 5])),
  stage('dropout in evaluation', () => nn.dropout!(0.4, language.evaluating), real([6, 5])),
  stage('maxPool', () => nn.maxPool!(2, { stride: 2 }), distinct([1, 2, 5, 6])),
  stage('maxPool of sequences', () => nn.maxPool!(3, { axes: 1, padding: 1 }), distinct([1, 2, 6])),
  stage('meanPool', () => nn.meanPool!(3, { stride: 2, padding: 1 }), real([1, 2, 5, 6])),
  stage('flow', () => nn.flow!(tanh, square), real([3, 5])),
  stage('repeated', () => nn.repeated!(3, () => tanh), real([3, 5])),
  { name: 'pipe', inputs: [real([3, 5])], f: (x) => nn.pipe!(x, tanh, square) },
];
