// Attention layers: queries, keys and values are linear maps of the input, or of a memory beside it.

import { makeIota, makeReshape } from '../build.ts';
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import { matmul } from '../expression/contract.ts';
import { add, equal, select } from '../expression/pointwise.ts';
import { permute } from '../expression/views.ts';
import type { Initializer } from '../initializer.ts';
import { result } from '../ops/boundary.ts';
import { parameter } from '../ops/leaves.ts';
import { type F32, float, type OfFloats } from '../ops/operands.ts';
import type { Dim, Message, Opaque, Same, Shape, SplitDim } from '../shape/index.ts';
import { optionsOf } from '../shape/rules/index.ts';
import { type AnyTensor, type Tensor, toExpr } from '../tensor.ts';
import type { Known } from './affine.ts';
import { type AttendOptions, attendTo, type Mask, type MaskOptions, masksOf, weightsOf } from './attend.ts';
import { glorotUniform } from './initializers.ts';
import { rotaryPositions } from './positions.ts';
import { rowsOf } from './recurrence.ts';
import type { HasParams } from './tree.ts';

/** H heads, `never` without; K and V are the widths of keys and values. */
export interface AttentionOptions<
  Op extends string = string,
  H extends number = never,
  K extends Dim = Dim,
  V extends Dim = Dim,
> {
  /** attention in this many parts of the width, mapped by one more matrix to the width (Vaswani et al. 2017) */
  readonly heads?: Divided<Op, K, H, Divided<Op, V, H, H>>;
  /** the width of queries and keys, all heads together; that of the input if not said */
  readonly keyWidth?: K;
  /** the width of values, all heads together; that of the input if not said */
  readonly valueWidth?: V;
  /** a factor of the scores; 1 / sqrt(width of a head) with heads, 1 without */
  readonly scale?: AttendOptions['scale'];
  /** queries and keys are turned by their positions (Su et al. 2021) */
  readonly rotary?: boolean;
  readonly initializer?: Initializer;
}

/** X where H heads divide the width W, or the sentence. Of a type parameter H the run time decides. */
type Divided<Op extends string, W extends Dim, H extends number, X> =
  Opaque<H, W> extends true ? X : SplitDim<W, H> extends null ? Message<'heads', [Op, W, H]> : X;
/** How much each row takes of each of M others: with heads for each of them. */
export type Scores<H extends number, B extends Dim, T extends Dim, M extends Dim> = [H] extends [never]
  ? [NoInfer<B>, NoInfer<T>, NoInfer<M>]
  : [NoInfer<B>, H, NoInfer<T>, NoInfer<M>];
/** What the layer gives: with heads the width, without the values' own. */
type OutWidth<C extends Dim, H extends number, V extends Dim> = [H] extends [never] ? V : C;

/** The matrices W1, W2 and W3 of queries, keys and values, and that of the heads' outputs. */
export type Weights<C extends Dim, E extends Dim, H extends number, K extends Dim, V extends Dim> = {
  readonly query: Tensor<[C, K]>;
  readonly key: Tensor<[E, K]>;
  readonly value: Tensor<[E, V]>;
} & ([H] extends [never] ? unknown : { readonly output: Tensor<[V, C]> });

/** Rows [batch, time, C], or the sentence. */
export type Wide<
  Op extends string,
  C extends Dim,
  O extends Dim,
  B extends Dim,
  T extends Dim,
  J extends Dim,
  D extends DType,
> = OfFloats<
  Op,
  D,
  Same<
    J,
    C,
    Tensor<[B, T, J], F32<D>>,
    Known<J, Message<'layerRank', [Op, C, O, '[batch, time, features]']>, Message<'features', [Op, C, O, J]>>
  >
>;

/** A memory [batch, m, E], or the sentence. */
export type Memory<
  Op extends string,
  C extends Dim,
  E extends Dim,
  B extends Dim,
  M extends Dim,
  F extends Dim,
  D extends DType,
> = OfFloats<
  Op,
  D,
  Same<
    F,
    E,
    Tensor<[B, M, F], F32<D>>,
    Known<F, Message<'layerRank', [Op, C, E, '[batch, time, features]']>, Message<'memory', [Op, C, E, F]>>
  >
>;

export interface SelfAttention<C extends Dim, H extends number, K extends Dim, V extends Dim>
  extends HasParams<Weights<C, C, H, K, V>> {
  <B extends Dim, T extends Dim, J extends Dim, D extends DType, A extends Shape = [], E extends DType = DType>(
    x: Wide<'selfAttention', C, OutWidth<C, H, V>, B, T, J, D>,
    options?: MaskOptions<NoInfer<B>, Mask<'selfAttention', Scores<H, B, T, T>, A, E>>,
  ): Tensor<[B, T, OutWidth<C, H, V>]>;
}

/** A layer as other layers use it: expressions in, expressions out. */
export interface AttentionBody {
  readonly params: unknown;
  readonly attend: (x: Expr, memory: Expr, options: MaskOptions) => Expr;
  /** how much each row of x takes of each row of the memory: [batch, heads, n, m], or [batch, n, m] without heads */
  readonly weights: (x: Expr, memory: Expr, options: MaskOptions) => Expr;
  /** the rows x [batch, 1, width] at positions [batch] against what is kept, themselves among it */
  readonly step: (
    x: Expr,
    kept: readonly [Expr, Expr],
    position: Expr,
  ) => { readonly output: Expr; readonly kept: [Expr, Expr] };
  readonly keyWidth: Dim;
  readonly valueWidth: Dim;
  readonly outWidth: Dim;
}

/** The options as the body reads them: that the heads divide is checked there once more. */
export type PlainOptions = Omit<AttentionOptions, 'heads'> & { readonly heads?: number };
const attentionOptions = { heads: 1, keyWidth: 1, valueWidth: 1, scale: 1, rotary: 1, initializer: 1 };
const untyped = (op: string, options: unknown) => optionsOf<PlainOptions>(op, options, attentionOptions);

/** The body of both layers. */
export function attentionBody(op: string, width: Dim, memoryWidth: Dim, options: PlainOptions): AttentionBody {
  const { heads, keyWidth = width, valueWidth = width, initializer = glorotUniform, rotary = false } = options;
  const scale = options.scale ?? (heads === undefined ? 1 : 'rootWidth');
  for (const w of [keyWidth, valueWidth]) {
    if (heads !== undefined && Number(w) % heads !== 0) throw new ShapeError('heads', [op, w, heads]);
  }
  const params = {
    query: parameter('query', [width, keyWidth], initializer),
    key: parameter('key', [memoryWidth, keyWidth], initializer),
    value: parameter('value', [memoryWidth, valueWidth], initializer),
    ...(heads === undefined ? {} : { output: parameter('output', [valueWidth, width], initializer) }),
  };
  const times = (x: Expr, w: AnyTensor) => matmul(x, toExpr(w));
  const turned = (x: Expr, from?: Expr): Expr =>
    rotary ? toExpr(rotaryPositions(result(x), from === undefined ? undefined : result(from))) : x;
  const parts = (x: Expr) => (heads === undefined ? x : headsOf(x, heads));
  const joined = (y: Expr) => ('output' in params ? times(joinHeads(y), params.output as AnyTensor) : y);
  const queries = (x: Expr) => turned(parts(times(x, params.query)));
  const keysOf = (memory: Expr) => turned(parts(times(memory, params.key)));
  const over = (q: Expr, k: Expr, v: Expr, masks: MaskOptions) => joined(attendTo(op, q, k, v, { ...masks, scale }));
  return {
    params,
    keyWidth,
    valueWidth,
    outWidth: heads === undefined ? valueWidth : width,
    attend: (x, memory, masks) => over(queries(x), keysOf(memory), parts(times(memory, params.value)), masks),
    weights: (x, memory, masks) => weightsOf(op, queries(x), keysOf(memory), { ...masks, scale }),
    step: (x, [keys, values], position) => {
      const here = equal(makeIota([keys.shape[1]!, 1], 0), makeReshape(position, [x.shape[0]!, 1, 1]));
      // rows are turned before they are kept: heads apart, at this position, and side by side again
      const key = times(x, params.key);
      const at = rotary ? joinRows(turned(parts(key), position), key) : key;
      const kept: [Expr, Expr] = [select(here, at, keys), select(here, times(x, params.value), values)];
      const output = over(turned(parts(times(x, params.query)), position), parts(kept[0]), parts(kept[1]), {
        lengths: result(add(position, 1)),
      });
      return { output, kept };
    },
  };
}

/** [batch, time, width] -> [batch, heads, time, width / heads] */
function headsOf(x: Expr, heads: number): Expr {
  const [batch, time, width] = x.shape;
  return permute(makeReshape(x, [batch!, time!, heads, width! / heads], [0, 1, null, null]), [0, 2, 1, 3]);
}

function joinHeads(y: Expr): Expr {
  const [batch, heads, time, width] = y.shape;
  return makeReshape(permute(y, [0, 2, 1, 3]), [batch!, time!, heads! * width!], [0, 1, null]);
}

const joinRows = (y: Expr, like: Expr): Expr => (y.shape.length === like.shape.length ? y : joinHeads(y));

/**
 * attend(W1 X, W2 X, W3 X) of X [batch, time, width] (Vaswani et al. 2017): query, key and value are the matrices W1, W2
 * and W3. With `heads` the queries, keys and values are cut into that many parts, which attend each for itself with
 * scores divided by the root of their width; what they give, side by side, is mapped to [batch, time, width].
 */
export function selfAttention<C extends Dim, H extends number = never, K extends Dim = C, V extends Dim = C>(
  width: C,
  options?: AttentionOptions<'selfAttention', H, K, V>,
): SelfAttention<C, H, K, V> {
  const body = attentionBody('selfAttention', width, width, untyped('selfAttention', options));
  const apply = (x: unknown, masks?: unknown) => {
    const e = rowsOf('selfAttention', width, body.outWidth, x);
    return result(body.attend(e, e, masksOf('selfAttention', masks)));
  };
  // the parameters have the widths that the options say, as in Weights
  return Object.assign(apply, { params: body.params }) as unknown as SelfAttention<C, H, K, V>;
}

export interface CrossAttention<C extends Dim, E extends Dim, H extends number, K extends Dim, V extends Dim>
  extends HasParams<Weights<C, E, H, K, V>> {
  <
    B extends Dim,
    T extends Dim,
    J extends Dim,
    M extends Dim,
    F extends Dim,
    D extends DType,
    G extends DType,
    A extends Shape = [],
    I extends DType = DType,
  >(
    x: Wide<'crossAttention', C, OutWidth<C, H, V>, B, T, J, D>,
    memory: Memory<'crossAttention', C, E, B, M, F, G>,
    options?: MaskOptions<NoInfer<B>, Mask<'crossAttention', Scores<H, B, T, M>, A, I>>,
  ): Tensor<[B, T, OutWidth<C, H, V>]>;
}

/**
 * attend(W1 X, W2 M, W3 M) of X [batch, n, width] and a memory M [batch, m, memoryWidth], most often what an encoder gave
 * (Bahdanau, Cho and Bengio 2015; Vaswani et al. 2017). Masks and lengths are those of the memory.
 */
export function crossAttention<
  C extends Dim,
  E extends Dim,
  H extends number = never,
  K extends Dim = C,
  V extends Dim = C,
>(width: C, memoryWidth: E, options?: AttentionOptions<'crossAttention', H, K, V>): CrossAttention<C, E, H, K, V> {
  const body = attentionBody('crossAttention', width, memoryWidth, untyped('crossAttention', options));
  const apply = (x: unknown, memory: unknown, masks?: unknown) => {
    const e = rowsOf('crossAttention', width, body.outWidth, x);
    return result(
      body.attend(e, memoryOf('crossAttention', width, memoryWidth, memory), masksOf('crossAttention', masks)),
    );
  };
  return Object.assign(apply, { params: body.params }) as unknown as CrossAttention<C, E, H, K, V>;
}

/** A memory [batch, time, width], checked. */
export function memoryOf(op: string, width: Dim, memoryWidth: Dim, memory: unknown): Expr {
  const e = float(op, memory);
  if (e.shape.length !== 3) throw new ShapeError('layerRank', [op, width, memoryWidth, '[batch, time, features]']);
  if (e.shape[2] !== memoryWidth) throw new ShapeError('memory', [op, width, memoryWidth, e.shape[2]!]);
  return e;
}
