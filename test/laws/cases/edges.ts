// Where formulas break: values that overflow in a careless form, rows with nothing in them, NaN and infinity in the data,
// sizes 0 and 1, primes, indices out of range.
import * as language from '../../../dsl/ops/index.ts';
import { type Case, distinct, given, real, type Sample, type Untyped, whole } from './case.ts';

const q = language as unknown as Untyped;
const c = (name: string, inputs: readonly Sample[], f?: Case['f']): Case => ({
  name,
  inputs,
  f: f ?? q[name.split(' ')[0]!]!,
});

const large = given([2, 8], [-100, -50, -20, -1, 1, 20, 50, 100, 88, -88, 104, -104, 30, -30, 0.1, -0.1]);
const rows = given([3, 4], [100, -100, 99, 0, -100, -100, -100, -100, 5, 5, 5, 5]);

const wide: readonly Case[] = [
  ...['tanh', 'sigmoid', 'erf', 'silu', 'softplus', 'logSigmoid', 'gelu', 'relu', 'leakyRelu', 'elu'].map((n) =>
    c(`${n} of large numbers`, [large]),
  ),
  c('gelu of large numbers (tanh form)', [large], (x) => q.gelu!(x, 'tanh')),
  c('exp that overflows', [large]),
  c('expm1 that overflows', [large]),
  ...['softmax', 'logSoftmax', 'logSumExp'].map((n) => c(`${n} of large numbers`, [rows], (x) => q[n]!(x, -1))),
  c('crossEntropy of large logits', [rows, whole([3], 4)]),
  c('binaryCrossEntropyWithLogits of large logits', [large, real([2, 8], 0, 1)]),
  c('huber of large errors', [large, real([2, 8])]),
];

const mask = given([3, 4], [1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1], 'bool');
const masked = (f: string): Case =>
  c(`${f} of masked rows`, [mask, real([3, 4])], (m, x) => q[f]!(q.where!(m, x, Number.NEGATIVE_INFINITY), -1));

const holes = given(
  [4, 3],
  [1, Number.NaN, 2, -Infinity, -Infinity, -Infinity, Infinity, 3, 3, Number.NaN, 9, Number.NaN],
);

const truths = given([4, 3], [0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1], 'bool');
const none = given([2, 0], [], 'bool');

const special: readonly Case[] = [
  ...['any', 'all'].map((n) => c(`${n} of rows`, [truths], (x) => q[n]!(x, 1))),
  ...['any', 'all'].map((n) => c(`${n} of nothing`, [none], (x) => q[n]!(x, 1))),
  c('count of rows', [truths]),
  ...['softmax', 'logSoftmax', 'logSumExp', 'max', 'min'].map(masked),
  ...['sum', 'prod', 'mean', 'max', 'min', 'argMax', 'argMin', 'logSumExp'].map((n) =>
    c(`${n} of NaN and infinities`, [holes], (x) => q[n]!(x, 1)),
  ),
  ...['maximum', 'minimum', 'add', 'mul', 'less', 'equal'].map((n) =>
    c(`${n} of NaN and infinities`, [holes, real([4, 3])], q[n]!),
  ),
  c('relu of NaN and infinities', [holes]),
  c('mul of NaN and infinities by zero', [holes], (x) => q.mul!(x, 0)),
  c('sub of infinities from themselves', [holes], (x) => q.sub!(x, x)),
  c('where the condition is known', [real([3]), real([3])], (x, y) => q.where!(q.less!(q.ones!(3), 2), x, y)),
  c('where on the silent side', [holes, real([4, 3])], (x, y) => q.where!(q.less!(x, 2), y, x)),
  c('maxPool1d of NaN', [given([1, 1, 6], [1, 2, Number.NaN, 4, 5, 6])], (x) => q.maxPool1d!(x, 2, { stride: 2 })),
  c('matmul of NaN and infinities', [holes, real([3, 4])], q.matmul!),
];

const out = given([5], [-1, 0, 3, 4, 1_000_000], 'i32');
const range: readonly Case[] = [
  c('gather out of range', [real([4, 3]), out]),
  c('scatterAdd out of range', [out, real([5, 3])], (i, x) => q.scatterAdd!(4, i, x)),
  c('oneHot out of range', [out], (i) => q.oneHot!(i, 4)),
  c('crossEntropy with labels out of range', [real([5, 4]), out]),
];

const sizes: readonly Case[] = [
  ...['sum', 'prod', 'max', 'min'].map((n) => c(`${n} of nothing`, [real([0, 3])], (x) => q[n]!(x, 0))),
  c('sum without rows', [real([3, 0])], (x) => q.sum!(x, 1)),
  c('matmul over nothing', [real([2, 0]), real([0, 3])]),
  c('matmul without rows', [real([0, 3]), real([3, 2])]),
  c('matmul of one', [real([1, 1]), real([1, 1])]),
  c('matmul of primes', [real([7, 11]), real([11, 13])]),
  c('matmul beyond a tile', [real([37, 67]), real([67, 41])]),
  c('matmul of a row', [real([1, 131]), real([131, 5])]),
  c('tanh of nothing', [real([0])]),
  c('tanh of a scalar', [real([])]),
  c('concat with nothing', [real([2, 0]), real([2, 3])], (a, b) => q.concat!(1, a, b)),
  c('softmax of one', [real([3, 1])]),
  c('softmax without rows', [real([0, 3])]),
  c('softmax of primes', [real([5, 17])]),
  c('sum of 1031', [real([1031])]),
  c('sum of 2^17 tenths', [given([1], [0.1])], (x) => q.sum!(q.broadcastTo!(x, 2 ** 17))),
  c('scatterAdd of 2^17 tenths', [given([1], [0.1])], (x) =>
    q.scatterAdd!(1, q.mul!(q.iota!(2 ** 17), 0), q.broadcastTo!(x, 2 ** 17)),
  ),
  c('sum of 1024 and of 70 x 3', [real([1024, 70, 3])], (x) => q.sum!(q.sum!(x, 0), [0, 1])),
  c('sum of [5, 701, 3] over the last', [real([5, 701, 3])], (x) => q.sum!(x, [1, 2])),
  c('sum of [31, 37, 3] over the middle', [real([31, 37, 3])], (x) => q.sum!(x, 1)),
  c('prod of one', [real([1])]),
  c('argMax of 101', [distinct([101])]),
  c('variance of one', [real([3, 1])], (x) => q.variance!(x, 1)),
  c('cumulativeSum of one', [real([1])]),
  ...[0, 15, 16, 17, 67, 257].flatMap((n) => [
    c(`cumulativeSum of ${n}`, [real([n, 2])], (x) => q.cumulativeSum!(x, 0)),
    c(`cumulativeSum of ${n}, exclusive, reverse`, [real([n])], (x) =>
      q.cumulativeSum!(x, 0, { reverse: true, exclusive: true }),
    ),
  ]),
  c('crossCorrelate2d of primes', [real([1, 3, 11, 13]), real([5, 3, 3, 5])]),
  c('crossCorrelate2d of one', [real([1, 1, 1, 1]), real([1, 1, 1, 1])]),
  c('maxPool2d of primes', [distinct([1, 3, 11, 13])], (x) => q.maxPool2d!(x, 3, { stride: 2 })),
  c('transpose of primes', [real([31, 37])]),
  c('gather of nothing', [real([4, 3]), given([0], [], 'i32')]),
  c('scatterAdd of 700', [whole([7, 100], 3), real([7, 100, 2])], (i, x) => q.scatterAdd!(3, i, x)),
  c('scatterAdd of nothing', [given([0], [], 'i32'), real([0, 3])], (i, x) => q.scatterAdd!(4, i, x)),
  c('crossEntropy of one class', [real([3, 1]), whole([3], 1)]),
];

export const edges: readonly Case[] = [...wide, ...special, ...range, ...sizes];
