// Attention: a weighted mean of values, weighted by how well their keys fit a query.

import { makeIota, makeReshape } from '../build.ts';
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import { broadcastTo } from '../expression/broadcast.ts';
import { matmul } from '../expression/contract.ts';
import { add, and, less, lessEqual, mul, tanh } from '../expression/pointwise.ts';
import { maskedSoftmax, softmax, sum } from '../expression/reduce.ts';
import { expand, transpose } from '../expression/views.ts';
import { operand, result } from '../ops/boundary.ts';
import { parameter } from '../ops/leaves.ts';
import { type F32, float, integer, type OfFloats } from '../ops/operands.ts';
import type { Dim, Message, Same, Shape, Stretches } from '../shape/index.ts';
import { optionsOf } from '../shape/rules/index.ts';
import { type AnyTensor, type Tensor, toExpr } from '../tensor.ts';
import { type Known, type WeightOptions, weightOptions } from './affine.ts';
import { glorotUniform } from './initializers.ts';
import type { HasParams } from './tree.ts';

/** Which keys a query may attend to. K is the mask's type, as the call has checked it. */
export interface MaskOptions<B extends Dim = Dim, K = AnyMask> {
  /** none after the query: where keys and queries end together, query i of n sees keys 0 ... m - n + i of m */
  readonly causal?: boolean | undefined;
  /** how many keys of each entry of the first axis count; all if not given */
  readonly lengths?: Tensor<[B], 'i32'> | undefined;
  /** true where a query may attend to a key: [n, m], or what broadcasts to [..., n, m] */
  readonly mask?: K | undefined;
  /** applied to the weights: dropout(0.1, mode) */
  readonly dropout?: ((weights: Tensor<Shape>) => Tensor<Shape>) | undefined;
}
// biome-ignore lint/suspicious/noExplicitAny: S is invariant, so no narrower argument stands for every shape
export type AnyMask = Tensor<any, 'bool'>;

/** A mask [K] that broadcasts to the scores S of every head, or the sentence. */
export type Mask<Op extends string, S extends Shape, K extends Shape, D extends DType> = [D] extends ['bool']
  ? Stretches<K, S> extends true
    ? Tensor<K, D>
    : Message<'broadcastTo', [Op, K, S]>
  : [DType] extends [D]
    ? Tensor<K, 'bool'>
    : Message<'typeIs', [Op, 'mask', D, 'bool']>;

/** F, scores of one's own of the shape S, or the sentence. */
type Scores<Op extends string, S extends Shape, F> =
  F extends Tensor<infer T, infer D>
    ? [D] extends ['f32']
      ? Same<T, S, F, Message<'scores', [Op, T, S]>>
      : Message<'typeAre', [Op, 'scores', D, 'f32']>
    : F;

export interface AttendOptions<B extends Dim = Dim, F = AnyTensor, K = AnyMask> extends MaskOptions<B, K> {
  /** a factor of the scores; 'rootWidth' is 1 / sqrt(d) (Vaswani et al. 2017) */
  readonly scale?: number | 'rootWidth' | undefined;
  /** in place of q k^T, [..., n, m]: p.score(q, k) of an additive score */
  readonly scores?: F | undefined;
}

type FirstOf<L extends Shape> = L extends [infer B extends Dim, ...unknown[]] ? B : Dim;

/** Keys [..., m, e] for queries [..., n, d], or the sentence: d = e unless scores F of one's own compare them. */
type Keys<
  Op extends string,
  L extends Shape,
  D extends Dim,
  P extends Shape,
  M extends Dim,
  E extends Dim,
  K extends DType,
  F,
> = OfFloats<
  Op,
  K,
  [[P]] extends [[L]]
    ? [F] extends [never]
      ? Same<E, D, Tensor<[...P, M, E], F32<K>>, Message<'attendWidth', [Op, D, E]>>
      : Tensor<[...P, M, E], F32<K>>
    : Message<'attendLeading', [Op, L, 'keys', P]>
>;
type Values<
  Op extends string,
  L extends Shape,
  M extends Dim,
  P extends Shape,
  R extends Dim,
  V extends Dim,
  T extends DType,
> = OfFloats<
  Op,
  T,
  [[P]] extends [[L]]
    ? Same<R, M, Tensor<[...P, R, V], F32<T>>, Message<'attendRows', [Op, M, R]>>
    : Message<'attendLeading', [Op, L, 'values', P]>
>;

/**
 * softmax(q k^T) along the keys: queries [..., n, d], keys [..., m, d] -> [..., n, m]. A row that may attend to nothing
 * is 0.
 */
export function attentionWeights<
  L extends Shape,
  N extends Dim,
  D extends Dim,
  P extends Shape,
  M extends Dim,
  E extends Dim,
  X extends DType,
  Y extends DType,
  F extends AnyTensor = never,
  K extends Shape = [],
  Z extends DType = DType,
>(
  q: OfFloats<'attentionWeights', X, Tensor<[...L, N, D], F32<X>>>,
  k: Keys<'attentionWeights', L, D, P, M, E, Y, F>,
  options?: AttendOptions<
    FirstOf<L>,
    Scores<'attentionWeights', [...L, N, M], F>,
    Mask<'attentionWeights', [...L, N, M], K, Z>
  >,
): Tensor<[...L, N, M]> {
  return result(weightsOf('attentionWeights', q, k, unsized('attentionWeights', options)));
}

/**
 * softmax(q k^T) v: queries [..., n, d], keys [..., m, d], values [..., m, e] -> [..., n, e]. With `scores` in place
 * of q k^T keys may be of another width (Bahdanau, Cho and Bengio 2015); `scale`, masks and dropout of the weights are
 * options. A query that may attend to nothing gives 0.
 */
export function attend<
  L extends Shape,
  N extends Dim,
  D extends Dim,
  P extends Shape,
  M extends Dim,
  E extends Dim,
  Q extends Shape,
  R extends Dim,
  V extends Dim,
  X extends DType,
  Y extends DType,
  Z extends DType,
  F extends AnyTensor = never,
  K extends Shape = [],
  W extends DType = DType,
>(
  q: OfFloats<'attend', X, Tensor<[...L, N, D], F32<X>>>,
  k: Keys<'attend', L, D, P, M, E, Y, F>,
  v: Values<'attend', L, M, Q, R, V, Z>,
  options?: AttendOptions<FirstOf<L>, Scores<'attend', [...L, N, M], F>, Mask<'attend', [...L, N, M], K, W>>,
): Tensor<[...L, N, V]> {
  return result(attendTo('attend', q, k, v, unsized('attend', options)));
}

const maskOptions = { causal: 1, lengths: 1, mask: 1, dropout: 1 };
const attendOptions = { ...maskOptions, scale: 1, scores: 1 };

/** Masks whose lengths the signature of `op` has checked. */
export const masksOf = (op: string, options: unknown): MaskOptions => optionsOf<MaskOptions>(op, options, maskOptions);
const unsized = (op: string, options: unknown): AttendOptions => optionsOf<AttendOptions>(op, options, attendOptions);

/** The same of unchecked operands. */
export function attendTo(op: string, q: unknown, k: unknown, v: unknown, options: AttendOptions): Expr {
  const values = matrix(op, v);
  const weights = weightsOf(op, q, k, options);
  const [leading, rows] = [weights.shape.slice(0, -2), weights.shape.at(-1)!];
  if (values.shape.slice(0, -2).join() !== leading.join()) {
    throw new ShapeError('attendLeading', [op, leading, 'values', values.shape.slice(0, -2)]);
  }
  if (values.shape.at(-2) !== rows) throw new ShapeError('attendRows', [op, rows, values.shape.at(-2)!]);
  return matmul(weights, values, op);
}

/** softmax of the scores, on expressions. */
export function weightsOf(op: string, q: unknown, k: unknown, options: AttendOptions): Expr {
  const [queries, keys] = [matrix(op, q), matrix(op, k)];
  const leading = queries.shape.slice(0, -2);
  if (keys.shape.slice(0, -2).join() !== leading.join()) {
    throw new ShapeError('attendLeading', [op, leading, 'keys', keys.shape.slice(0, -2)]);
  }
  const scores = scaled(scoresOf(op, queries, keys, options), queries.shape.at(-1)!, options.scale);
  const mask = maskOf(op, scores.shape, options);
  const weights = mask === null ? softmax(scores) : maskedSoftmax(scores, mask);
  return options.dropout === undefined ? weights : toExpr(options.dropout(result(weights)));
}

function matrix(op: string, x: unknown): Expr {
  const e = float(op, x);
  if (e.shape.length < 2) throw new ShapeError('rank', [op, '2 or more', e.shape]);
  return e;
}

function scoresOf(op: string, q: Expr, k: Expr, { scores }: AttendOptions): Expr {
  if (scores !== undefined) {
    const e = operand(op, scores);
    if (e.dtype !== 'f32') throw new ShapeError('typeAre', [op, 'scores', e.dtype, 'f32']);
    const expected = [...q.shape.slice(0, -1), k.shape.at(-2)!];
    if (e.shape.join() !== expected.join()) throw new ShapeError('scores', [op, e.shape, expected]);
    return e;
  }
  const [width, other] = [q.shape.at(-1)!, k.shape.at(-1)!];
  if (width !== other) throw new ShapeError('attendWidth', [op, width, other]);
  return matmul(q, transpose(k), op);
}

function scaled(scores: Expr, width: number, scale: AttendOptions['scale'] = 1): Expr {
  const factor = scale === 'rootWidth' ? 1 / Math.sqrt(width) : scale;
  return factor === 1 ? scores : mul(scores, factor);
}

/** All masks in one, bool of the scores' shape; null where there is none. */
function maskOf(op: string, shape: readonly number[], { causal, lengths, mask }: MaskOptions): Expr | null {
  const [rows, columns] = [shape.length - 2, shape.length - 1];
  const keys = makeIota(shape, columns);
  const masks: Expr[] = [];
  if (causal === true) masks.push(lessEqual(keys, add(makeIota(shape, rows), shape[columns]! - shape[rows]!)));
  if (lengths !== undefined) {
    const n = integer(op, lengths);
    if (shape.length < 3 || n.shape.join() !== `${shape[0]}`)
      throw new ShapeError('lengthsOf', [op, n.shape, [shape[0]!]]);
    masks.push(less(keys, makeReshape(n, [shape[0]!, ...shape.slice(1).map(() => 1)])));
  }
  if (mask !== undefined) {
    const e = operand(op, mask);
    if (e.dtype !== 'bool') throw new ShapeError('typeIs', [op, 'mask', e.dtype, 'bool']);
    masks.push(broadcastTo(e, shape, op));
  }
  return masks.length === 0 ? null : masks.reduce(and);
}

/** T, whose width J is D, or the sentence. */
type Scored<D extends Dim, H extends Dim, J extends Dim, X extends DType, T> = OfFloats<
  'additiveScore',
  X,
  Same<
    J,
    D,
    T,
    Known<J, Message<'featureAxis', ['additiveScore', D, H]>, Message<'features', ['additiveScore', D, H, J]>>
  >
>;

export interface AdditiveScore<D extends Dim, E extends Dim, H extends Dim>
  extends HasParams<{ readonly w: Tensor<[D, H]>; readonly u: Tensor<[E, H]>; readonly v: Tensor<[H]> }> {
  <L extends Shape, N extends Dim, M extends Dim, J extends Dim, K extends Dim, X extends DType, Y extends DType>(
    q: Scored<D, H, J, X, Tensor<[...L, N, J], F32<X>>>,
    k: Scored<E, H, K, Y, Tensor<[...L, M, K], F32<Y>>>,
  ): Tensor<[...L, N, M]>;
}

/**
 * The score of a network with one hidden layer, v^T tanh(W q + U k): queries [..., n, queryWidth], keys [..., m, keyWidth]
 * -> [..., n, m] (Bahdanau, Cho and Bengio 2015): attend(q, k, k, { scores: p.score(q, k) }).
 */
export function additiveScore<D extends Dim, E extends Dim, H extends Dim>(
  queryWidth: D,
  keyWidth: E,
  hidden: H,
  options: WeightOptions = {},
): AdditiveScore<D, E, H> {
  const { initializer = glorotUniform } = optionsOf<WeightOptions>('additiveScore', options, weightOptions);
  const params = {
    w: parameter('w', [queryWidth, hidden], initializer),
    u: parameter('u', [keyWidth, hidden], initializer),
    v: parameter('v', [hidden], initializer),
  };
  const side = (x: unknown, w: AnyTensor, width: Dim): Expr => {
    const e = matrix('additiveScore', x);
    const features = e.shape.at(-1)!;
    if (features !== width) throw new ShapeError('features', ['additiveScore', width, hidden, features]);
    return matmul(e, toExpr(w));
  };
  const apply = (q: unknown, k: unknown) => {
    const queries = expand(side(q, params.w, queryWidth), -2);
    const keys = side(k, params.u, keyWidth);
    const beside = expand(keys, keys.shape.length - 2);
    return result(sum(mul(tanh(add(queries, beside)), toExpr(params.v)), -1));
  };
  return Object.assign(apply, { params });
}
