// The operations.
export { elu, gelu, leakyRelu, logSigmoid, relu, silu, softplus } from './activations.ts';
export {
  add,
  and,
  atan2,
  clamp,
  div,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  maximum,
  minimum,
  mod,
  mul,
  notEqual,
  or,
  pow,
  scale,
  sub,
} from './binary.ts';
export { dot, einsum, matmul, outer } from './contract.ts';
export { type CorrelateOptions, convolve1d, convolve2d, crossCorrelate1d, crossCorrelate2d } from './convolve.ts';
export { gather, oneHot, scatterAdd } from './gather.ts';
export { customGradient, grad, jvp, stopGradient, valueAndGrad, vjp } from './gradient.ts';
export { concat, pad, repeat, stack } from './join.ts';
export { constant, constantI32, full, input, iota, ones, parameter, scalar, zeros } from './leaves.ts';
export { type Lift, type Liftable, type Lifted, lifted, type ScalarProgram } from './lifted.ts';
export {
  binaryCrossEntropyWithLogits,
  correctCount,
  crossEntropy,
  huber,
  type Loss,
  type LossRule,
  squaredError,
} from './loss.ts';
export { globalMaxPool, globalMeanPool, maxPool1d, maxPool2d, meanPool1d, meanPool2d } from './pool.ts';
export { foldIn, keyOf, type RandomKey, randomBernoulli, randomNormal, randomUniform } from './random.ts';
export { rearrange, reduce } from './rearrange.ts';
export {
  all,
  any,
  argMax,
  argMin,
  count,
  cumulativeSum,
  logSoftmax,
  logSumExp,
  max,
  mean,
  min,
  prod,
  softmax,
  sum,
  variance,
} from './reduce.ts';
export { type ScanOptions, scan } from './scan.ts';
export { cast, where } from './select.ts';
export {
  convolveTransposed1d,
  convolveTransposed2d,
  crossCorrelateTransposed1d,
  crossCorrelateTransposed2d,
} from './transposed.ts';
export {
  abs,
  ceil,
  cos,
  erf,
  exp,
  expm1,
  floor,
  log,
  log1p,
  neg,
  not,
  reciprocal,
  round,
  rsqrt,
  sigmoid,
  sign,
  sin,
  sqrt,
  square,
  tan,
  tanh,
} from './unary.ts';
export {
  broadcastTo,
  expand,
  flatten,
  flip,
  permute,
  reshape,
  type SliceOptions,
  slice,
  split,
  squeeze,
  transpose,
  window,
} from './views.ts';
