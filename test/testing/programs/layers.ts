// Instructions: whole layers, built by the public operations.

import { makeConstant, makeReshape } from '../../../dsl/build.ts';
import { type Expr, elementCount } from '../../../dsl/expr.ts';
import * as language from '../../../dsl/ops/index.ts';
import type { Instruction, Pool } from './pool.ts';

// Boundary: shapes are known at run time only, so the operations are called without their types.
type Untyped = Readonly<Record<string, (...args: unknown[]) => unknown>>;
const q = language as unknown as Untyped;
const call = (name: string, ...args: unknown[]): Expr => q[name]!(...args) as Expr;

export const layers: Readonly<Record<string, Instruction>> = {
  affine: (pool) => {
    const [x, out] = [pool.real(1), pool.extent()];
    const rows = makeReshape(x, [elementCount(x.shape) / (x.shape.at(-1) || 1), x.shape.at(-1)!]);
    return call('add', call('matmul', rows, pool.fitted([x.shape.at(-1)!, out])), pool.fitted([out]));
  },
  softmax: (pool) => call('softmax', pool.real(1), -1),
  logSumExp: (pool) => call('logSumExp', pool.real(1), 0),
  variance: (pool) => call('variance', pool.real(1), -1),
  cumulativeSum: (pool) => call('cumulativeSum', pool.real(1), -1),
  'layer norm': (pool) => {
    const x = pool.real(1);
    const centred = call('sub', x, call('mean', x, -1, { keepDims: true }));
    const spread = call('variance', x, -1, { keepDims: true });
    return call('mul', centred, call('rsqrt', call('add', spread, 0.5)));
  },
  activation: (pool) =>
    call(pool.choices.from(['relu', 'gelu', 'silu', 'softplus', 'elu', 'leakyRelu', 'logSigmoid']), pool.real()),
  clamp: (pool) => call('clamp', pool.real(), -1, 1),
  'cross-correlation': (pool) => correlated(pool, pool.choices.from(['crossCorrelate1d', 'convolve1d'])),
  'cross-correlation 2d': (pool) => {
    const x = pool.fitted([1, 2, 4, 5]);
    const options = { stride: pool.choices.from([1, 2]), padding: pool.choices.below(2) };
    return call('crossCorrelate2d', x, pool.fitted([3, 2, 3, 2]), options);
  },
  pooling: (pool) => {
    const x = pool.fitted([2, 2, 7]);
    return call(pool.choices.from(['maxPool1d', 'meanPool1d']), x, 3, { stride: pool.choices.from([1, 2, 3]) });
  },
  attention: (pool) => {
    const [queries, keys, width] = [pool.choices.from([1, 3, 4]), pool.choices.from([2, 4, 5]), 3];
    const scores = call('matmul', pool.fitted([queries, width]), call('transpose', pool.fitted([keys, width])));
    return call('matmul', call('softmax', scores), pool.fitted([keys, width]));
  },
  'cross entropy': (pool) => {
    const [rows, classes] = [pool.choices.from([1, 3]), pool.choices.from([2, 5])];
    const labels = Int32Array.from({ length: rows }, () => pool.choices.below(classes));
    return language.crossEntropy.rule.evaluate(pool.fitted([rows, classes]), makeConstant(labels, [rows], 'i32'));
  },
  concat: (pool) => {
    const x = pool.real(1);
    return call('concat', 0, x, pool.fitted(x.shape.with(0, pool.extent())));
  },
};

/** [batch, channels, positions] by [out, channels, size] */
function correlated(pool: Pool, name: string): Expr {
  const [channels, out] = [pool.choices.from([1, 2, 4]), pool.choices.from([1, 3, 4])];
  const x = pool.fitted([pool.choices.from([1, 2]), channels, 8]);
  const options = {
    stride: pool.choices.from([1, 2]),
    padding: pool.choices.below(3),
    dilation: pool.choices.from([1, 2]),
  };
  return call(name, x, pool.fitted([out, channels, 3]), options);
}
