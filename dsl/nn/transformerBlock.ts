// The blocks that Transformers are stacks of.

import type { DType } from '../dtype.ts';
import type { Expr } from '../expr.ts';
import { add } from '../expression/pointwise.ts';
import { relu } from '../ops/activations.ts';
import { result } from '../ops/boundary.ts';
import type { Dim, Shape } from '../shape/index.ts';
import { oneOf, optionsOf } from '../shape/rules/index.ts';
import { type AnyTensor, type Tensor, toExpr } from '../tensor.ts';
import { affine } from './affine.ts';
import { type AnyMask, type Mask, type MaskOptions, masksOf } from './attend.ts';
import {
  type AttentionBody,
  type AttentionOptions,
  attentionBody,
  type Memory,
  memoryOf,
  type PlainOptions,
  type Scores,
  type Weights,
  type Wide,
} from './attention.ts';
import { layerNorm } from './normalize.ts';
import { rowsOf } from './recurrence.ts';
import type { HasParams } from './tree.ts';

type NormPlace = 'pre' | 'post';

export interface TransformerOptions<
  Op extends string = string,
  C extends Dim = Dim,
  H extends number = never,
  N extends NormPlace = never,
> extends Pick<AttentionOptions<Op, H, C, C>, 'heads' | 'rotary' | 'initializer' | 'scale'> {
  /** layer normalisation of what a part takes (Xiong et al. 2020) or of its sum with the input (Vaswani et al. 2017) */
  readonly norm?: N;
  /** between the two affine maps; relu if not said */
  readonly activation?: (x: Tensor<Shape>) => Tensor<Shape>;
}

type Map<I extends Dim, O extends Dim> = { readonly w: Tensor<[I, O]>; readonly b: Tensor<[O]> };
type ScaleAndShift<C extends Dim> = { readonly scale: Tensor<[C]>; readonly shift: Tensor<[C]> };
type Normed<C extends Dim, N, Parts extends string> = [N] extends [never]
  ? unknown
  : { readonly norms: { readonly [P in Parts]: ScaleAndShift<C> } };

type Feed<C extends Dim, F extends Dim> = { readonly first: Map<C, F>; readonly second: Map<F, C> };

export interface TransformerBlock<C extends Dim, F extends Dim, H extends number, N extends NormPlace>
  extends HasParams<{ readonly attention: Weights<C, C, H, C, C> } & Feed<C, F> & Normed<C, N, 'attention' | 'feed'>> {
  <B extends Dim, T extends Dim, J extends Dim, D extends DType, A extends Shape = [], E extends DType = DType>(
    x: Wide<'transformerBlock', C, F, B, T, J, D>,
    options?: MaskOptions<NoInfer<B>, Mask<'transformerBlock', Scores<H, B, T, T>, A, E>>,
  ): Tensor<[B, T, C]>;
}

/**
 * X [batch, time, width] -> FC(FC(H)) + H, H = attend(W1 X, W2 X, W3 X) + X (Vaswani et al. 2017): the first FC is affine
 * to `hidden` features and relu, the second affine. `heads`, `norm`, `rotary` and another `activation` are options, and
 * masks and dropout of a call: dropout acts on the weights and on what is added to X and to H.
 */
export function transformerBlock<C extends Dim, F extends Dim, H extends number = never, N extends NormPlace = never>(
  width: C,
  hidden: F,
  options?: TransformerOptions<'transformerBlock', C, H, N>,
): TransformerBlock<C, F, H, N> {
  const block = blockBody('transformerBlock', width, hidden, null, plain('transformerBlock', options));
  const apply = (x: unknown, masks?: unknown) =>
    result(block.apply(rowsOf('transformerBlock', width, hidden, x), null, masksOf('transformerBlock', masks), {}));
  return Object.assign(apply, { params: block.params, block }) as unknown as TransformerBlock<C, F, H, N>;
}

export interface DecoderBlock<C extends Dim, F extends Dim, E extends Dim, H extends number, N extends NormPlace>
  extends HasParams<
    { readonly attention: Weights<C, C, H, C, C>; readonly cross: Weights<C, E, H, C, C> } & Feed<C, F> &
      Normed<C, N, 'attention' | 'cross' | 'feed'>
  > {
  <
    B extends Dim,
    T extends Dim,
    J extends Dim,
    M extends Dim,
    G extends Dim,
    D extends DType,
    Y extends DType,
    A extends Shape = [],
    I extends DType = DType,
  >(
    x: Wide<'decoderBlock', C, F, B, T, J, D>,
    memory: Memory<'decoderBlock', C, E, B, M, G, Y>,
    options?: DecoderMasks<NoInfer<B>, Mask<'decoderBlock', Scores<H, B, T, T>, A, I>>,
  ): Tensor<[B, T, C]>;
}

export interface DecoderMasks<B extends Dim = Dim, K = AnyMask> extends MaskOptions<B, K> {
  /** how many rows of each memory count; all if not given */
  readonly memoryLengths?: Tensor<[B], 'i32'> | undefined;
}

/**
 * The block of a decoder: between its two parts attention to a memory [batch, m, memoryWidth], so that X gives
 * FC(FC(G)) + G, G = attend(V1 H, V2 M, V3 M) + H, H = attend(W1 X, W2 X, W3 X) + X, the last causal (Vaswani et al. 2017).
 */
export function decoderBlock<
  C extends Dim,
  F extends Dim,
  E extends Dim,
  H extends number = never,
  N extends NormPlace = never,
>(
  width: C,
  hidden: F,
  memoryWidth: E,
  options?: TransformerOptions<'decoderBlock', C, H, N>,
): DecoderBlock<C, F, E, H, N> {
  const block = blockBody('decoderBlock', width, hidden, memoryWidth, plain('decoderBlock', options));
  const apply = (x: unknown, memory: unknown, options: unknown) => {
    const { memoryLengths, ...masks } = decoderMasks('decoderBlock', options);
    const rows = rowsOf('decoderBlock', width, hidden, x);
    const read = memoryOf('decoderBlock', width, memoryWidth, memory);
    return result(block.apply(rows, read, { causal: true, ...masks }, { lengths: memoryLengths }));
  };
  return Object.assign(apply, { params: block.params, block }) as unknown as DecoderBlock<C, F, E, H, N>;
}

/** Masks of a decoder whose lengths the signature of `op` has checked. */
const decoderMasks = (op: string, options: unknown): DecoderMasks =>
  optionsOf<DecoderMasks>(op, options, { causal: 1, lengths: 1, mask: 1, dropout: 1, memoryLengths: 1 });

/** The options as the body reads them: that the heads divide is checked there once more. */
export interface PlainBlockOptions extends PlainOptions {
  readonly norm?: NormPlace;
  readonly activation?: unknown;
}
type BlockKeys = Omit<PlainBlockOptions, 'keyWidth' | 'valueWidth'>;
const blockOptions = { heads: 1, rotary: 1, initializer: 1, scale: 1, norm: 1, activation: 1 };
const plain = (op: string, options: unknown) => optionsOf<BlockKeys>(op, options, blockOptions);

/** A layer or stage whose widths are known at run time only, applied to an expression. */
export const applied = (layer: unknown, x: Expr): Expr => toExpr((layer as (x: unknown) => AnyTensor)(result(x)));

/** A block on expressions, as the Transformers use it. */
export interface BlockBody {
  readonly params: unknown;
  readonly apply: (x: Expr, memory: Expr | null, masks: MaskOptions, memoryMasks: MaskOptions) => Expr;
  /** where the block's attention to a memory looks: [batch, heads, n, m] */
  readonly look: (x: Expr, memory: Expr, masks: MaskOptions, memoryMasks: MaskOptions) => Expr;
  /** one row x [batch, 1, width] at positions [batch], beside the keys and values of those before it */
  readonly step: (
    x: Expr,
    memory: Expr | null,
    kept: readonly [Expr, Expr],
    position: Expr,
    memoryMasks: MaskOptions,
  ) => { readonly output: Expr; readonly kept: [Expr, Expr] };
}

type Around = (
  part: 'attention' | 'cross' | 'feed',
  x: Expr,
  f: (x: Expr) => Expr,
  dropout?: MaskOptions['dropout'],
) => Expr;

export function blockBody(
  op: string,
  width: Dim,
  hidden: Dim,
  memoryWidth: Dim | null,
  options: PlainBlockOptions,
): BlockBody {
  const { norm, activation = relu, ...inner } = options;
  oneOf(op, 'norm', norm, ['pre', 'post']);
  const attention = attentionBody(op, width, width, inner);
  const cross = memoryWidth === null ? null : attentionBody(op, width, memoryWidth, { ...inner, rotary: false });
  const first = affine(width, hidden);
  const second = affine(hidden, width);
  const parts = cross === null ? (['attention', 'feed'] as const) : (['attention', 'cross', 'feed'] as const);
  const norms = new Map(norm === undefined ? [] : parts.map((p) => [p as string, layerNorm(width)]));
  const normed = (part: string, x: Expr) => applied(norms.get(part), x);
  const around: Around = (part, x, f, dropout) => {
    const change = f(norm === 'pre' ? normed(part, x) : x);
    const sum = add(x, dropout === undefined ? change : toExpr(dropout(result(change))));
    return norm === 'post' ? normed(part, sum) : sum;
  };
  const feed = (x: Expr) => applied(second, applied(activation, applied(first, x)));
  /** what follows the attention of a block to itself */
  const rest = (h: Expr, memory: Expr | null, masks: MaskOptions, dropout: MaskOptions['dropout']): Expr => {
    const g =
      cross === null || memory === null
        ? h
        : around('cross', h, (x) => cross.attend(x, memory, { ...masks, dropout }), dropout);
    return around('feed', g, feed, dropout);
  };
  return {
    params: {
      attention: attention.params,
      ...(cross === null ? {} : { cross: cross.params }),
      first: first.params,
      second: second.params,
      ...(norm === undefined ? {} : { norms: Object.fromEntries([...norms].map(([p, n]) => [p, n.params])) }),
    },
    apply: (x, memory, masks, memoryMasks) =>
      rest(
        around('attention', x, (y) => attention.attend(y, y, masks), masks.dropout),
        memory,
        memoryMasks,
        masks.dropout,
      ),
    look: (x, memory, masks, memoryMasks) => {
      const h = around('attention', x, (y) => attention.attend(y, y, masks));
      return cross!.weights(norm === 'pre' ? normed('cross', h) : h, memory, memoryMasks);
    },
    step: (x, memory, kept, position, memoryMasks) =>
      stepOf(attention, around, rest, x, memory, kept, position, memoryMasks),
  };
}

function stepOf(
  attention: AttentionBody,
  around: Around,
  rest: (h: Expr, memory: Expr | null, masks: MaskOptions, dropout: undefined) => Expr,
  x: Expr,
  memory: Expr | null,
  kept: readonly [Expr, Expr],
  position: Expr,
  memoryMasks: MaskOptions,
) {
  let now: [Expr, Expr] = [...kept];
  const h = around('attention', x, (y) => {
    const next = attention.step(y, kept, position);
    now = next.kept;
    return next.output;
  });
  return { output: rest(h, memory, memoryMasks, undefined), kept: now };
}
