// Losses: means over all examples of a batch, as scalars.
import { literal, makeGradientRule, makeIota, makeReshape } from '../build.ts';
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import {
  abs,
  add,
  and,
  div,
  equal,
  exp,
  greater,
  greaterEqual,
  less,
  log,
  log1p,
  max,
  mul,
  neg,
  notEqual,
  select,
  sigmoid,
  square,
  sub,
  toF32,
} from '../expression/pointwise.ts';
import { finiteMax, mean, reduce, sum } from '../expression/reduce.ts';
import { indexed } from '../ranges.ts';
import type { Dim, Message, Options, Same, Shape, Some, TypedAre } from '../shape/index.ts';
import { numbersIn, optionsOf } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';
import { operand, result } from './boundary.ts';
import type { Declaration } from './leaves.ts';
import { type F32, type Floats, float, type OfFloats } from './operands.ts';

/** What a training step needs of a loss besides its value: the step makes the target's input. */
export interface LossRule<N extends string = string, K extends string = string> {
  readonly name: N;
  /** what the target is for a prediction of this shape */
  readonly target: (prediction: readonly number[]) => Declaration;
  readonly evaluate: (prediction: Expr, target: Expr) => Expr;
  /** more outputs of a step */
  readonly metrics: Readonly<Record<K, (prediction: Expr, target: Expr) => Expr>>;
}

/** A loss of this file, of the name N and with the metrics K: a function of prediction and target that carries its rule. */
export interface Loss<N extends string = string, K extends string = string> {
  readonly rule: LossRule<N, K>;
}

/** The rule of a loss whose target has the prediction's shape. */
const alike = <N extends string>(name: N, evaluate: LossRule['evaluate']): LossRule<N, never> => ({
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

export interface CrossEntropyOptions {
  /** the label of examples that do not count: no loss, no gradient, and the mean is of the others (0 if there are none) */
  readonly ignoreIndex?: number;
}

/**
 * mean over the examples of -log softmax(logits)[label], the last axis of the logits being the classes. With all digits
 * where an example is confident: the loss is log1p of the sum of e^(logits - logits[label]) of the other classes there.
 *
 * A label outside the classes is an error where it is fed; computed in the model, its loss is NaN and has no gradient. To
 * leave examples out (-100 in PyTorch) say so: `{ target: input.i32('batch'), loss: (p, t) => crossEntropy(p, t, {
 * ignoreIndex: -100 }) }` is a loss of a training step.
 */
export function crossEntropy<
  L extends Shape,
  C extends Dim,
  D extends DType,
  T extends Shape,
  E extends DType,
  const O extends Some<CrossEntropyOptions> = CrossEntropyOptions,
>(
  logits: OfFloats<'crossEntropy', D, Tensor<[...L, C], F32<D>>>,
  labels: [E] extends ['i32']
    ? Same<T, L, Tensor<T, E>, Message<'labels', ['crossEntropy', T, L]>>
    : TypedAre<'crossEntropy', 'labels', T, E, 'i32'>,
  options?: Options<'crossEntropy', O, CrossEntropyOptions>,
): Tensor<[]> {
  return result(crossEntropyOf(logits, labels, options));
}
function crossEntropyOf(logits: unknown, labels: unknown, options?: unknown): Expr {
  const [x, y] = classified('crossEntropy', logits, labels);
  const { ignoreIndex } = optionsOf<CrossEntropyOptions>('crossEntropy', options, { ignoreIndex: 1 });
  if (ignoreIndex !== undefined) numbersIn('crossEntropy', 'finite', { ignoreIndex });
  const axis = x.shape.length - 1;
  indexed(y, { by: 'crossEntropy', of: 'classes', below: x.shape[axis]!, besides: ignoreIndex });
  const isClass = and(greaterEqual(y, 0), less(y, x.shape[axis]!));
  const mask = oneHotMask(x, y);
  const top = finiteMax(x, [axis]);
  // of each example: its label's logit below the largest, and the other classes' share
  const below = sub(sum(select(mask, x, 0), axis), makeReshape(top, y.shape));
  const powers = exp(sub(x, top));
  const others = sum(select(mask, 0, powers), axis);
  const total = add(others, exp(below));
  const value = select(equal(below, 0), log1p(others), sub(log(total), below));
  // softmax less 1 at the label, which is what the others have
  const along = (e: Expr) => makeReshape(e, top.shape);
  const rule = (g: Expr) => [mul(select(mask, along(neg(others)), powers), div(g, along(total)))];
  const ruled = makeReshape(makeGradientRule(along(value), [x], rule, 'pointwise'), y.shape);
  const losses = select(isClass, ruled, Number.NaN);
  if (ignoreIndex === undefined) return mean(losses);
  const counts = notEqual(y, ignoreIndex);
  return div(sum(select(counts, losses, 0)), max(sum(toF32(counts)), 1));
}
crossEntropy.rule = {
  name: 'crossEntropy',
  target: (shape) => ({ shape: shape.slice(0, -1), dtype: 'i32' }),
  evaluate: (x, y) => crossEntropyOf(x, y),
  metrics: { correct: correctCountOf },
} satisfies LossRule<'crossEntropy', 'correct'>;

/** How many examples have their label as the largest logit; a label outside the classes is never right. */
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
 * mean(-t log(p) - (1 - t) log(1 - p)), p = sigmoid(x), as |x| (1 - t or t) + log1p(e^-|x|): no logarithm of a number near
 * 0, and nothing subtracted, so that confident logits keep their digits.
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
  const t = targetOf(op, x, target);
  const positive = greater(x, 0);
  const inner = select(positive, neg(x), x);
  const far = sub(1, t);
  // x sigmoid's tail and the target's: neither is 1 less something small
  const tail = sigmoid(inner);
  const slope = select(positive, sub(far, tail), sub(tail, t));
  const value = add(mul(abs(x), select(positive, far, t)), log1p(exp(inner)));
  return mean(makeGradientRule(value, [x, t], (g) => [mul(g, slope), mul(g, neg(x))], 'pointwise'));
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
  numbersIn('huber', 'a number', { delta });
  if (delta <= 0) throw new RangeError(`huber: delta is ${delta}; it must be greater than 0`);
  const p = float('huber', prediction);
  const d = sub(p, targetOf('huber', p, target));
  const far = mul(sub(abs(d), delta / 2), delta);
  return mean(select(less(abs(d), delta), mul(square(d), 0.5), far));
}
huber.rule = alike('huber', (p, t) => huberOf(p, t, 1));
