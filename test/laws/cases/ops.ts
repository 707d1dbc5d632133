// Every public operation with inputs to sample. A new op without a case fails `covers.test`.
import * as language from '../../../dsl/ops/index.ts';
import type { ScalarProgram } from '../../../dsl/scalar/program.ts';
import { type Case, distinct, flags, real, type Sample, type Untyped, whole } from './case.ts';

const q = language as unknown as Untyped;
const c = (name: string, inputs: readonly Sample[], f?: Case['f']): Case => ({
  name,
  inputs,
  f: f ?? q[name.split(' ')[0]!]!,
});

const shape = [3, 5];

/** x / (1 + |x|) */
const softsign: ScalarProgram<1> = {
  takes: 1,
  constants: [1],
  steps: [
    ['abs', 0],
    ['add', 1, 2],
    ['div', 0, 3],
  ],
  result: 4,
};
/** x > 0 ? sqrt(x) : a x */
const rootOrLine: ScalarProgram<2> = {
  takes: 2,
  constants: [0],
  steps: [
    ['greater', 0, 2],
    ['sqrt', 0],
    ['mul', 1, 0],
    ['select', 3, 4, 5],
  ],
  result: 6,
};
/** log(1 + e^x), whose derivative is sigmoid(x) */
const softplus: ScalarProgram<1> = {
  takes: 1,
  constants: [],
  steps: [
    ['exp', 0],
    ['log1p', 1],
    ['rule', 2, 0, 4],
    ['sigmoid', 0],
  ],
  result: 3,
};

const unary: readonly Case[] = [
  ...[
    'neg',
    'exp',
    'expm1',
    'sin',
    'cos',
    'tanh',
    'sigmoid',
    'erf',
    'square',
    'silu',
    'softplus',
    'logSigmoid',
    'gelu',
  ].map((n) => c(n, [real(shape)])),
  ...['abs', 'sign', 'relu', 'leakyRelu', 'elu'].map((n) => c(n, [real(shape, -2, 2, [0])])),
  ...['log', 'sqrt', 'rsqrt', 'reciprocal'].map((n) => c(n, [real(shape, 0.3, 3)])),
  ...['floor', 'ceil'].map((n) => c(n, [real(shape, -2, 2, [-2, -1, 0, 1, 2])])),
  c('round', [real(shape, -2, 2, [-1.5, -0.5, 0.5, 1.5])]),
  c('log1p', [real(shape, -0.5, 3)]),
  c('tan', [real(shape, -1.2, 1.2)]),
  c('gelu (tanh form)', [real(shape)], (x) => q.gelu!(x, 'tanh')),
  c('clamp', [real(shape, -2, 2, [-1, 1])], (x) => q.clamp!(x, -1, 1)),
  c('scale', [real(shape)], (x) => q.scale!(x, -1.5)),
  c('stopGradient', [real(shape)]),
  c('cast', [whole(shape, 9)], (x) => q.cast!(x, 'f32')),
  c('not', [flags(shape)]),
];

const lifted: readonly Case[] = [
  c('lifted (softsign)', [real(shape, -2, 2, [0])], language.lifted(softsign) as Case['f']),
  c('lifted (a choice)', [real(shape, -2, 2, [0]), real([5])], language.lifted(rootOrLine) as Case['f']),
  c('lifted (a rule)', [real(shape)], language.lifted(softplus) as Case['f']),
];

const binary: readonly Case[] = [
  ...['add', 'sub', 'mul'].map((n) => c(`${n} [3,5] [5]`, [real(shape), real([5])], q[n]!)),
  ...['add', 'sub', 'mul'].map((n) => c(`${n} [2,1,4] [3,1]`, [real([2, 1, 4]), real([3, 1])], q[n]!)),
  c('div', [real(shape), real(shape, 0.4, 2)]),
  c('mod', [real(shape, 0.2, 0.9), real(shape, 1, 3)]),
  c('pow', [real(shape, 0.4, 2), real(shape)]),
  c('atan2', [real(shape, 0.4, 2), real(shape)]),
  ...['maximum', 'minimum'].map((n) => c(n, [distinct(shape), distinct(shape, -1.87, 2.13)])),
  ...['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'].map((n) => c(n, [real(shape), real(shape)])),
  ...['and', 'or'].map((n) => c(n, [flags(shape), flags(shape)])),
  c('where', [flags(shape), real(shape), real([5])]),
  c('where (number)', [flags(shape), real(shape)], (p, x) => q.where!(p, x, 0)),
];

const reductions: readonly Case[] = [
  ...['sum', 'mean', 'variance', 'prod', 'logSumExp'].flatMap((n) => [
    c(n, [real([2, 3, 4])]),
    c(`${n} axis 1`, [real([2, 3, 4])], (x) => q[n]!(x, 1)),
    c(`${n} axes 0 and 2, kept`, [real([2, 3, 4])], (x) => q[n]!(x, [0, 2], { keepDims: true })),
  ]),
  ...['max', 'min', 'argMax', 'argMin'].flatMap((n) => [
    c(n, [distinct([2, 3, 4])]),
    c(`${n} axis -1`, [distinct([2, 3, 4])], (x) => q[n]!(x, -1)),
    c(`${n} axes 0 and 2`, [distinct([2, 3, 4])], (x) => q[n]!(x, [0, 2])),
  ]),
  ...['any', 'all'].map((n) => c(n, [flags([3, 4])], (x) => q[n]!(x, 0))),
  c('count', [flags([3, 4])]),
  ...['softmax', 'logSoftmax', 'cumulativeSum'].flatMap((n) => [
    c(n, [real([3, 7])]),
    c(`${n} axis 0`, [real([3, 7])], (x) => q[n]!(x, 0)),
  ]),
  ...[{ reverse: true }, { exclusive: true }, { reverse: true, exclusive: true }].map((options) =>
    c(`cumulativeSum ${Object.keys(options).join(', ')}`, [real([2, 5, 3])], (x) => q.cumulativeSum!(x, 1, options)),
  ),
];

const contractions: readonly Case[] = [
  c('matmul', [real([3, 5]), real([5, 4])]),
  c('matmul batched', [real([2, 1, 3, 5]), real([3, 5, 2])], q.matmul!),
  c('dot', [real([7]), real([7])]),
  c('outer', [real([3]), real([4])]),
  c('einsum', [real([2, 3, 4]), real([5, 4, 2])], (a, b) => q.einsum!('bij,kjb->bik', a, b)),
  c('einsum of an ellipsis', [real([2, 1, 3, 4]), real([3, 4, 2])], (a, b) => q.einsum!('...ij,...jk->k...i', a, b)),
  c('einsum of three', [real([2, 3]), real([3, 4]), real([4, 2])], (a, b, d) => q.einsum!('ij,jk,kl->il', a, b, d)),
  ...['crossCorrelate1d', 'convolve1d'].flatMap((n) => [
    c(n, [real([2, 3, 8]), real([4, 3, 3])]),
    c(`${n} strided, padded`, [real([2, 2, 9]), real([3, 2, 3])], (x, w) => q[n]!(x, w, { stride: 2, padding: 1 })),
    c(`${n} dilated`, [real([1, 2, 9]), real([3, 2, 3])], (x, w) => q[n]!(x, w, { dilation: 2 })),
  ]),
  ...['crossCorrelate2d', 'convolve2d'].flatMap((n) => [
    c(n, [real([2, 2, 6, 5]), real([3, 2, 3, 2])]),
    c(`${n} strided, padded`, [real([1, 2, 7, 6]), real([3, 2, 3, 3])], (x, w) =>
      q[n]!(x, w, { stride: 2, padding: 1 }),
    ),
    c(`${n} padded`, [real([1, 2, 6, 5]), real([3, 2, 3, 3])], (x, w) => q[n]!(x, w, { padding: 1 })),
    c(`${n} grouped`, [real([1, 4, 5, 5]), real([6, 2, 3, 3])], (x, w) => q[n]!(x, w, { groups: 2 })),
  ]),
  ...['crossCorrelateTransposed', 'convolveTransposed'].flatMap((n) => [
    c(`${n}1d`, [real([2, 4, 5]), real([4, 3, 3])]),
    c(`${n}1d strided`, [real([1, 3, 4]), real([3, 2, 3])], (x, w) => q[`${n}1d`]!(x, w, { stride: 2, padding: 1 })),
    c(`${n}2d`, [real([1, 3, 4, 3]), real([3, 2, 3, 2])]),
    c(`${n}2d strided`, [real([1, 3, 4, 3]), real([3, 2, 3, 3])], (x, w) => q[`${n}2d`]!(x, w, { stride: 2 })),
    c(`${n}2d grouped`, [real([1, 4, 3, 3]), real([4, 3, 2, 2])], (x, w) => q[`${n}2d`]!(x, w, { groups: 2 })),
  ]),
  c('maxPool1d', [distinct([2, 2, 8])], (x) => q.maxPool1d!(x, 3, { stride: 2 })),
  c('maxPool2d', [distinct([2, 2, 6, 6])], (x) => q.maxPool2d!(x, 2, { stride: 2 })),
  c('maxPool2d overlapping, padded', [distinct([1, 2, 5, 5])], (x) => q.maxPool2d!(x, 3, { stride: 2, padding: 1 })),
  c('meanPool1d', [real([2, 2, 8])], (x) => q.meanPool1d!(x, 2, { stride: 2 })),
  c('meanPool2d', [real([2, 2, 5, 5])], (x) => q.meanPool2d!(x, 3, { stride: 1 })),
  c('globalMeanPool', [real([2, 3, 4, 5])]),
  c('globalMaxPool', [distinct([2, 3, 4, 5])]),
];

const views: readonly Case[] = [
  c('reshape', [real([2, 6])], (x) => q.reshape!(x, 3, 4)),
  c('flatten', [real([2, 3, 4])]),
  c('permute', [real([2, 3, 4])], (x) => q.permute!(x, 2, 0, 1)),
  c('transpose', [real([2, 3, 4])]),
  c('broadcastTo', [real([3, 1])], (x) => q.broadcastTo!(x, 2, 3, 4)),
  c('squeeze', [real([3, 1, 4])], (x) => q.squeeze!(x, 1)),
  c('expand', [real([3, 4])], (x) => q.expand!(x, 1)),
  c('slice', [real([4, 7])], (x) => q.slice!(x, 1, 1, 6)),
  c('flip', [real([3, 4])], (x) => q.flip!(x, 1)),
  c('split', [real([3, 4])], (x) => q.split!(x, 1, 2)),
  c('permute of ten axes', [real([1, 2, 1, 3, 1, 1, 2, 1, 2, 1])], (x) =>
    q.sum!(q.permute!(x, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0), [-9, 8]),
  ),
  c('reshape of permute', [real([2, 3, 4])], (x) => q.reshape!(q.permute!(x, 1, 2, 0), 6, 4)),
];

const joins: readonly Case[] = [
  c('concat', [real([2, 3]), real([2, 1]), real([2, 4])], (a, b, d) => q.concat!(1, a, b, d)),
  c('stack', [real([2, 3]), real([2, 3])], (a, b) => q.stack!(1, a, b)),
  c('stack of 11', [real([11, 2])], (x) => q.stack!(1, ...(q.split!(x, 0, 11) as unknown[]))),
  c('pad', [real([2, 3])], (x) => q.pad!(x, 1, 2, 1)),
  c('repeat', [real([2, 3])], (x) => q.repeat!(x, 1, 3)),
  c('repeat by a pattern', [real([2, 3])], (x) => q.repeat!(x, 'h w -> n (h 2) w', { n: 3 })),
  c('rearrange heads', [real([2, 3, 8])], (x) => q.rearrange!(x, 'b t (h d) -> b h t d', { h: 4 })),
  c('rearrange patches', [real([2, 4, 6])], (x) => q.rearrange!(x, 'c (h p) (w r) -> (h w) (p r c)', { p: 2, r: 3 })),
  c('reduce sum', [real([3, 2, 4])], (x) => q.reduce!(x, 'a ... -> ... 1', 'sum')),
  c('reduce max', [distinct([2, 4, 6])], (x) => q.reduce!(x, 'c (h 2) (w 2) -> c h w', 'max')),
  c('window overlapping', [real([2, 9])], (x) => q.window!(x, 1, 3, { stride: 2 })),
  c('window non-overlapping', [real([2, 9])], (x) => q.window!(x, 1, 3, { stride: 3 })),
];

const lookups: readonly Case[] = [
  c('gather', [real([5, 3]), whole([2, 4], 5)]),
  c('gather of rows twice', [real([4, 2]), whole([6], 4)], (x, i) => q.mul!(q.gather!(x, i), q.gather!(x, i))),
  c('scatterAdd', [whole([6], 4), real([6, 3])], (i, x) => q.scatterAdd!(4, i, x)),
  c('oneHot', [whole([5], 4)], (i) => q.oneHot!(i, 4)),
];

/** h_t = tanh(h_(t-1) w + x_t), every h_t as an output */
const recurrence = (h: unknown, xs: unknown, w: unknown, reverse: boolean) => {
  const body = (carry: unknown, x: unknown) => {
    const next = q.tanh!(q.add!(q.matmul!(carry, w), x));
    return [next, q.square!(next)];
  };
  const { carry, outputs } = q.scan!(h, xs, body, { reverse }) as { carry: unknown; outputs: unknown };
  return [carry, outputs];
};
/** (a, b) becomes (b, tanh(a + x)): each carry is the other's past */
const exchange = (a: unknown, b: unknown, xs: unknown) => {
  const body = ([p, r]: readonly unknown[], x: unknown) => [[r, q.tanh!(q.add!(p, x))], q.mul!(p, r)];
  const { carry, outputs } = q.scan!([a, b], xs, body) as { carry: readonly unknown[]; outputs: unknown };
  return [...carry, outputs];
};

const loops: readonly Case[] = [
  c('scan', [real([2, 3]), real([5, 2, 3]), real([3, 3])], (h, xs, w) => recurrence(h, xs, w, false)),
  c('scan in reverse', [real([2, 3]), real([5, 2, 3]), real([3, 3])], (h, xs, w) => recurrence(h, xs, w, true)),
  c('scan that exchanges its carries', [real([3]), real([3]), real([5, 3])], exchange),
  c('scan of one step', [real([2, 3]), real([1, 2, 3]), real([3, 3])], (h, xs, w) => recurrence(h, xs, w, false)),
];

const losses: readonly Case[] = [
  c('squaredError', [real(shape), real(shape)]),
  c('huber', [real(shape, -0.6, 0.6), real(shape, -0.3, 0.3)]),
  c('huber far off', [real(shape, 2, 4), real(shape, -0.3, 0.3)]),
  c('binaryCrossEntropyWithLogits', [real(shape), real(shape, 0, 1)]),
  c('crossEntropy', [real([4, 6]), whole([4], 6)]),
  c('correctCount', [distinct([4, 6]), whole([4], 6)]),
];

const compositions: readonly Case[] = [
  c('softmax of attention scores', [real([2, 4, 3]), real([2, 5, 3]), real([2, 5, 3])], (a, b, v) =>
    q.matmul!(q.softmax!(q.matmul!(a, q.transpose!(b))), v),
  ),
  // the cotangent of the convolution is the same at every place
  c('globalMeanPool of a convolution', [real([2, 2, 6, 5]), real([3, 2, 3, 2])], (x, w) =>
    q.square!(q.globalMeanPool!(q.crossCorrelate2d!(x, w))),
  ),
  c('shared subexpressions', [real(shape)], (x) => {
    const y = q.tanh!(x);
    return q.add!(q.mul!(y, y), q.div!(y, q.add!(q.square!(y), 1)));
  }),
];

export const ops: readonly Case[] = [
  ...unary,
  ...lifted,
  ...binary,
  ...reductions,
  ...contractions,
  ...views,
  ...joins,
  ...lookups,
  ...loops,
  ...losses,
  ...compositions,
];
