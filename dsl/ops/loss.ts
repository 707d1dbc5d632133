// Losses: means over all examples of a batch, as scalars.
import { literal, makeIota, makeReshape } from '../build.ts';
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import { abs, equal, less, mul, select, square, sub } from '../expression/pointwise.ts';
import { logSumExp, mean, reduce, sum } from '../expression/reduce.ts';
import type { Dim, Message, Same, Shape, TypedAre } from '../shape/index.ts';
import type { Tensor } from '../tensor.ts';
import { softplusOf } from './activations.ts';
import { operand, result } from './boundary.ts';
import type { Declaration } from './leaves.ts';
import { type F32, type Floats, float, type OfFloats } from './operands.ts';

/** What a training step needs of a loss besides its value: the step makes the target's input. */
export interface LossRule {
  readonly name: string;
  /** what the target is for a prediction of this shape */
  readonly target: (prediction: readonly number[]) => Declaration;
  readonly evaluate: (prediction: Expr, target: Expr) => Expr;
  /** more outputs of a step */
  readonly metrics: Readonly<Record<string, (prediction: Expr, target: Expr) => Expr>>;
}

/** A loss of this file: a function of prediction and target that carries its rule. */
export interface Loss {
  readonly rule: LossRule;
}

/** The rule of a loss whose target has the prediction's shape. */
const alike = (name: string, evaluate: LossRule['evaluate']): LossRule => ({
  name,
  target: (shape) => ({ shape, dtype: 'f32' }),
  evaluate,
  metrics: {},
});

/** A target of the prediction's shape, or the sentence. */
type Target<Op extends string, S extends Shape, T extends Shape, E extends DType> = [E] extends ['f32']
  ? Same<T, S, Tensor<T, E>, Message<'target', [Op, S, T]>>
  : Message<'typeAre', [Op, 'targets', E, 'f32']>;

function targetOf(op: string, prediction: Expr, target: unknown): Expr {
  const t = operand(op, target);
  if (t.dtype !== 'f32') throw new ShapeError('typeAre', [op, 'targets', t.dtype, 'f32']);
  if (t.shape.join() !== prediction.shape.join()) throw new ShapeError('target', [op, prediction.shape, t.shape]);
  return t;
}

/** mean((prediction - target)^2) */
export function squaredError<S extends Shape, D extends DType, T extends Shape, E extends DType>(
  prediction: Floats<'squaredError', S, D>,
  target: Target<'squaredError', S, T, E>,
): Tensor<[]> {
  return result(squaredErrorOf(prediction, target));
}
function squaredErrorOf(prediction: unknown, target: unknown): Expr {
  const p = float('squaredError', prediction);
  return mean(square(sub(p, targetOf('squaredError', p, target))));
}
squaredError.rule = alike('squaredError', squaredErrorOf);

/**
 * mean over the examples of -log softmax(logits)[label] = logSumExp(logits) - logits[label], the last axis of the logits
 * being the classes. A label outside the classes selects nothing, and its example counts as logSumExp alone.
 */
export function crossEntropy<L extends Shape, C extends Dim, D extends DType, T extends Shape, E extends DType>(
  logits: OfFloats<'crossEntropy', D, Tensor<[...L, C], F32<D>>>,
  labels: [E] extends ['i32']
    ? Same<T, L, Tensor<T, E>, Message<'labels', ['crossEntropy', T, L]>>
    : TypedAre<'crossEntropy', 'labels', T, E, 'i32'>,
): Tensor<[]> {
  return result(crossEntropyOf(logits, labels));
}
function crossEntropyOf(logits: unknown, labels: unknown): Expr {
  const [x, y] = classified('crossEntropy', logits, labels);
  const axis = x.shape.length - 1;
  const chosen = sum(select(oneHotMask(x, y), x, 0), axis);
  return mean(sub(logSumExp(x, axis), chosen));
}
crossEntropy.rule = {
  name: 'crossEntropy',
  target: (shape) => ({ shape: shape.slice(0, -1), dtype: 'i32' }),
  evaluate: crossEntropyOf,
  metrics: { correct: correctCountOf },
} satisfies LossRule;

/** How many examples have their label as the largest logit. */
export function correctCount<L extends Shape, C extends Dim, D extends DType, T extends Shape, E extends DType>(
  logits: OfFloats<'correctCount', D, Tensor<[...L, C], F32<D>>>,
  labels: [E] extends ['i32']
    ? Same<T, L, Tensor<T, E>, Message<'labels', ['correctCount', T, L]>>
    : TypedAre<'correctCount', 'labels', T, E, 'i32'>,
): Tensor<[], 'f32'> {
  return result(correctCountOf(logits, labels));
}
function correctCountOf(logits: unknown, labels: unknown): Expr {
  const [x, y] = classified('correctCount', logits, labels);
  const guesses = reduce('correctCount', 'argMax', x, -1);
  return sum(select(equal(guesses, y), literal(1, 'f32'), literal(0, 'f32')));
}

function classified(op: string, logits: unknown, labels: unknown): [Expr, Expr] {
  const x = float(op, logits);
  const y = operand(op, labels);
  if (x.shape.length === 0) throw new ShapeError('classes', [op, x.shape]);
  if (y.dtype !== 'i32') throw new ShapeError('typeAre', [op, 'labels', y.dtype, 'i32']);
  const expected = x.shape.slice(0, -1);
  if (y.shape.join() !== expected.join()) throw new ShapeError('labels', [op, y.shape, expected]);
  return [x, y];
}

/** bool of the logits' shape: true at each example's label. */
function oneHotMask(logits: Expr, labels: Expr): Expr {
  const classes = makeIota(logits.shape, logits.shape.length - 1);
  return equal(classes, makeReshape(labels, [...labels.shape, 1]));
}

/**
 * mean(softplus(x) - x t): -t log(p) - (1 - t) log(1 - p) for p = sigmoid(x), without the logarithm of a number near 0.
 */
export function binaryCrossEntropyWithLogits<S extends Shape, D extends DType, T extends Shape, E extends DType>(
  logits: Floats<'binaryCrossEntropyWithLogits', S, D>,
  target: Target<'binaryCrossEntropyWithLogits', S, T, E>,
): Tensor<[]> {
  return result(binaryCrossEntropyOf(logits, target));
}
function binaryCrossEntropyOf(logits: unknown, target: unknown): Expr {
  const op = 'binaryCrossEntropyWithLogits';
  const x = float(op, logits);
  return mean(sub(softplusOf(x), mul(x, targetOf(op, x, target))));
}
binaryCrossEntropyWithLogits.rule = alike('binaryCrossEntropyWithLogits', binaryCrossEntropyOf);

/** mean of d^2 / 2 where |d| < delta, else delta (|d| - delta / 2), d = prediction - target (Huber 1964) */
export function huber<S extends Shape, D extends DType, T extends Shape, E extends DType>(
  prediction: Floats<'huber', S, D>,
  target: Target<'huber', S, T, E>,
  delta = 1,
): Tensor<[]> {
  return result(huberOf(prediction, target, delta));
}
function huberOf(prediction: unknown, target: unknown, delta: number): Expr {
  if (!(delta > 0)) throw new RangeError(`huber: delta is ${delta}; it must be greater than 0`);
  const p = float('huber', prediction);
  const d = sub(p, targetOf('huber', p, target));
  const far = mul(sub(abs(d), delta / 2), delta);
  return mean(select(less(abs(d), delta), mul(square(d), 0.5), far));
}
huber.rule = alike('huber', (p, t) => huberOf(p, t, 1));
