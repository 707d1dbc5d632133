// The Transformer (Vaswani et al. 2017): encoder and decoder, and the decoder alone.

import { literal, makeReshape } from '../../build.ts';
import type { DType } from '../../dtype.ts';
import { ShapeError } from '../../error.ts';
import type { Expr } from '../../expr.ts';
import { matmul } from '../../expression/contract.ts';
import { add, mul } from '../../expression/pointwise.ts';
import { transpose } from '../../expression/views.ts';
import { result } from '../../ops/boundary.ts';
import { type F32, integer, type OfFloats } from '../../ops/operands.ts';
import type { Dim, Message, SplitDim } from '../../shape/index.ts';
import { optionsOf } from '../../shape/rules/index.ts';
import { type AnyTensor, type Tensor, toExpr } from '../../tensor.ts';
import { affine } from '../affine.ts';
import type { MaskOptions } from '../attend.ts';
import { memoryOf } from '../attention.ts';
import { embedding } from '../embedding.ts';
import { normalInitializer } from '../initializers.ts';
import { layerNorm } from '../normalize.ts';
import { sinusoidalPositions } from '../positions.ts';
import { applied, type BlockBody, blockBody, type DecoderMasks } from '../transformerBlock.ts';
import type { HasParams, Tree } from '../tree.ts';
import type { Sequences } from '../vocabulary.ts';
import type { Decoding } from './decode.ts';

interface Sizes<Op extends string, C extends number, H extends number> {
  /** of every row between the blocks */
  readonly width: C;
  /** of the first affine map of a block */
  readonly hidden: number;
  readonly heads: SplitDim<C, H> extends null ? Message<'heads', [Op, C, H]> : H;
  /** how many blocks; encoder and decoder have as many each */
  readonly blocks: number;
  /** 'post' as published, or 'pre', with one more norm at the end; 'post' if not said */
  readonly norm?: 'pre' | 'post';
  /** positions turn queries and keys (Su et al. 2021); if not, sinusoidal positions are added to the symbols */
  readonly rotary?: boolean;
}

export interface TransformerSizes<V extends number, W extends number, C extends number, H extends number>
  extends Sizes<'transformer', C, H> {
  /** sizes of the vocabularies */
  readonly source: V;
  readonly target: W;
  /** one table for both vocabularies and the scores of the next symbol, as published */
  readonly shared?: boolean;
}

export interface DecoderSizes<V extends number, C extends number, H extends number>
  extends Sizes<'transformerDecoder', C, H> {
  readonly vocabulary: V;
}

const common = { width: 1, hidden: 1, heads: 1, blocks: 1, norm: 1, rotary: 1 };
const transformerSizes = { ...common, source: 1, target: 1, shared: 1 };
const decoderSizes = { ...common, vocabulary: 1 };
const ends = { lengths: 1, dropout: 1 };
const bothEnds = { ...ends, memoryLengths: 1 };

/** Keys and values of each block, [batch, most, width], and the position of the next symbol, [batch]. */
type Kept = {
  readonly position: AnyTensor;
  readonly blocks: readonly { readonly keys: AnyTensor; readonly values: AnyTensor }[];
};

export interface Transformer<V extends number, W extends number, C extends number> extends HasParams<Tree> {
  /** source [batch, s] and target [batch, t], which begins with the start symbol -> scores of each next symbol */
  <B extends Dim, S extends Dim, T extends Dim, D extends DType, E extends DType, U extends Dim = V, X extends Dim = W>(
    source: Sequences<'transformer', B, S, D, U, V>,
    target: Sequences<'transformer', B, T, E, X, W>,
    options?: Omit<DecoderMasks<NoInfer<B>>, 'causal' | 'mask'>,
  ): Tensor<[B, T, W]>;
  /** source [batch, s] -> memory [batch, s, width] */
  readonly encode: <B extends Dim, S extends Dim, D extends DType, U extends Dim = V>(
    source: Sequences<'transformer', B, S, D, U, V>,
    options?: Omit<MaskOptions<NoInfer<B>>, 'causal' | 'mask'>,
  ) => Tensor<[B, S, C]>;
  /**
   * where each head of the last block looks when it has read each symbol of the target: [batch, heads, t, s], or
   * [batch, t, s] without heads
   */
  readonly alignment: <
    B extends Dim,
    S extends Dim,
    T extends Dim,
    D extends DType,
    E extends DType,
    U extends Dim = V,
    X extends Dim = W,
  >(
    source: Sequences<'transformer', B, S, D, U, V>,
    target: Sequences<'transformer', B, T, E, X, W>,
    options?: Omit<DecoderMasks<NoInfer<B>>, 'causal' | 'mask' | 'dropout'>,
  ) => Tensor<[B, ...Dim[], T, S]>;
  /** to write at most `most` symbols about a memory, for greedy and beamSearch: each step computes one row */
  readonly decoding: <B extends Dim, S extends Dim, D extends DType>(
    memory: OfFloats<'transformer', D, Tensor<[B, S, C], F32<D>>>,
    most: number,
    memoryLengths?: Tensor<[NoInfer<B>], 'i32'>,
  ) => Decoding<Read, Kept, W>;
}
type Read = { readonly memory: AnyTensor; readonly lengths: AnyTensor };

/** A table of symbols, their positions, and the scores of symbols by another table. */
function symbols(op: string, vocabulary: Dim, width: number, rotary: boolean) {
  // so that rows times the root of the width have variance 1, as positions have
  const embed = embedding(vocabulary, width, { initializer: normalInitializer(width ** -0.5) });
  const rows = (ids: unknown, from?: Expr): Expr => {
    const e = integer(op, ids);
    const x = mul(toExpr(embed(result(e))), Math.sqrt(width));
    return rotary ? x : toExpr(sinusoidalPositions(result(x), from === undefined ? undefined : result(from)));
  };
  return { params: embed.params, rows, table: toExpr(embed.params.table) };
}

interface StackOf {
  readonly params: unknown;
  readonly apply: (x: Expr, memory: Expr | null, masks: MaskOptions, memoryMasks: MaskOptions) => Expr;
  readonly step: (x: Expr, memory: Expr | null, kept: Kept, memoryMasks: MaskOptions) => { output: Expr; kept: Kept };
  readonly start: (batch: number, most: number) => Kept;
  /** the weights of the last block's attention to the memory */
  readonly look: (x: Expr, memory: Expr, masks: MaskOptions, memoryMasks: MaskOptions) => Expr;
}

/** Blocks one after the other; with norms before the parts one more at the end. */
function stackOf(op: string, s: Sizes<string, number, never>, memoryWidth: number | null): StackOf {
  const { width, hidden, norm = 'post', rotary = false } = s;
  const heads = Number(s.heads);
  if (width % heads !== 0) throw new ShapeError('heads', [op, width, heads]);
  const options = { heads, norm, rotary };
  const blocks: BlockBody[] = Array.from({ length: s.blocks }, () =>
    blockBody(op, width, hidden, memoryWidth, options),
  );
  const last = norm === 'pre' ? layerNorm(width) : null;
  const ended = (x: Expr) => (last === null ? x : applied(last, x));
  return {
    params: { blocks: blocks.map((b) => b.params), ...(last === null ? {} : { norm: last.params }) },
    apply: (x, memory, masks, read) => ended(blocks.reduce((h, b) => b.apply(h, memory, masks, read), x)),
    look: (x, memory, masks, read) => {
      const before = blocks.slice(0, -1).reduce((h, b) => b.apply(h, memory, masks, read), x);
      return blocks.at(-1)!.look(before, memory, masks, read);
    },
    step: (x, memory, kept, read) => {
      const position = toExpr(kept.position);
      let h = x;
      const now = blocks.map((b, i) => {
        const { keys, values } = kept.blocks[i]!;
        const next = b.step(h, memory, [toExpr(keys), toExpr(values)], position, read);
        h = next.output;
        return { keys: result(next.kept[0]), values: result(next.kept[1]) };
      });
      return { output: ended(h), kept: { position: result(add(position, 1)), blocks: now } };
    },
    start: (batch, most) => ({
      position: result(literal(0, 'i32', [batch])),
      blocks: blocks.map(() => {
        const zeros = () => result(literal(0, 'f32', [batch, most, width]));
        return { keys: zeros(), values: zeros() };
      }),
    }),
  };
}

/** What stands at one position, [batch, 1, ...], without the axis of positions. */
const only = (x: Expr) => makeReshape(x, [x.shape[0]!, x.shape[2]!]);
const asRow = (ids: unknown, op: string): Expr => {
  const e = integer(op, ids);
  return makeReshape(e, [e.shape[0]!, 1]);
};

/**
 * Encoder and decoder (Vaswani et al. 2017). At its published base size, with 63 million parameters for one vocabulary of
 * 37,000 (its table 3 says 65):
 *
 *   transformer({ source: 37000, target: 37000, width: 512, hidden: 2048, heads: 8, blocks: 6, shared: true })
 */
export function transformer<V extends number, W extends number, C extends number, H extends number>(
  sizes: TransformerSizes<V, W, C, H>,
): Transformer<V, W, C> {
  const {
    source,
    target,
    width,
    rotary = false,
    shared = false,
  } = optionsOf<TransformerSizes<number, number, number, never>>('transformer', sizes, transformerSizes);
  if (shared && source !== target) throw new ShapeError('vocabulary', ['transformer', source, target]);
  const from = symbols('transformer', source, width, rotary);
  const to = shared ? from : symbols('transformer', target, width, rotary);
  const encoder = stackOf('transformer', sizes as never, null);
  const decoder = stackOf('transformer', sizes as never, width);
  const out = shared ? null : affine(width, target);
  const scores = (x: Expr) => (out === null ? matmul(x, transpose(to.table)) : applied(out, x));
  const encode = (ids: unknown, masks?: unknown) =>
    result(
      encoder.apply(
        from.rows(ids),
        null,
        optionsOf<Pick<MaskOptions, 'lengths' | 'dropout'>>('transformer', masks, ends),
        {},
      ),
    );
  const apply = (ids: unknown, before: unknown, options?: unknown) => {
    const { lengths, memoryLengths, dropout } = optionsOf<Omit<DecoderMasks, 'causal' | 'mask'>>(
      'transformer',
      options,
      bothEnds,
    );
    const memory = encode(ids, { lengths: memoryLengths, dropout });
    const x = decoder.apply(
      to.rows(before),
      toExpr(memory),
      { causal: true, lengths, dropout },
      { lengths: memoryLengths },
    );
    return result(scores(x));
  };
  const alignment = (ids: unknown, before: unknown, options?: unknown) => {
    const { lengths, memoryLengths } = optionsOf<Pick<DecoderMasks, 'lengths' | 'memoryLengths'>>(
      'transformer',
      options,
      {
        lengths: 1,
        memoryLengths: 1,
      },
    );
    const memory = toExpr(encode(ids, { lengths: memoryLengths }));
    return result(decoder.look(to.rows(before), memory, { causal: true, lengths }, { lengths: memoryLengths }));
  };
  const decoding = (memory: unknown, most: number, memoryLengths?: unknown): Decoding<Read, Kept, W> => {
    const read = memoryOf('transformer', width, width, memory);
    const [batch, rows] = read.shape;
    const lengths =
      memoryLengths === undefined ? literal(rows!, 'i32', [batch!]) : integer('transformer', memoryLengths);
    return {
      context: { memory: result(read), lengths: result(lengths) },
      state: decoder.start(batch!, most),
      step: (context, kept, ids) => {
        const x = to.rows(result(asRow(ids, 'transformer')), toExpr(kept.position));
        const next = decoder.step(x, toExpr(context.memory), kept, {
          lengths: context.lengths as Tensor<[Dim], 'i32'>,
        });
        return { state: next.kept, logits: result(only(scores(next.output))) };
      },
    };
  };
  const params = {
    source: from.params,
    ...(shared ? {} : { target: to.params, out: out!.params }),
    encoder: encoder.params,
    decoder: decoder.params,
  };
  return Object.assign(apply, { params, encode, alignment, decoding }) as unknown as Transformer<V, W, C>;
}

export interface TransformerDecoder<V extends number> extends HasParams<Tree> {
  /** symbols [batch, time] -> scores of the symbol after each, [batch, time, vocabulary] */
  <B extends Dim, T extends Dim, D extends DType, U extends Dim = V>(
    ids: Sequences<'transformerDecoder', B, T, D, U, V>,
    options?: Omit<MaskOptions<NoInfer<B>>, 'causal' | 'mask'>,
  ): Tensor<[B, T, V]>;
  /** to write at most `most` symbols of `batch` sequences, for greedy and beamSearch: each step computes one row */
  readonly decoding: (batch: number, most: number) => Decoding<Record<never, never>, Kept, V>;
}

/** The decoder alone, a language model (Radford et al. 2018): each position sees those before it. */
export function transformerDecoder<V extends number, C extends number, H extends number>(
  sizes: DecoderSizes<V, C, H>,
): TransformerDecoder<V> {
  const {
    vocabulary,
    width,
    rotary = false,
  } = optionsOf<DecoderSizes<number, number, never>>('transformerDecoder', sizes, decoderSizes);
  const table = symbols('transformerDecoder', vocabulary, width, rotary);
  const blocks = stackOf('transformerDecoder', sizes as never, null);
  const out = affine(width, vocabulary);
  const scores = (x: Expr) => applied(out, x);
  const apply = (ids: unknown, options?: unknown) => {
    const masks = optionsOf<Pick<MaskOptions, 'lengths' | 'dropout'>>('transformerDecoder', options, ends);
    return result(scores(blocks.apply(table.rows(ids), null, { causal: true, ...masks }, {})));
  };
  const decoding = (batch: number, most: number): Decoding<Record<never, never>, Kept, V> => ({
    context: {},
    state: blocks.start(batch, most),
    step: (_, kept, ids) => {
      const x = table.rows(result(asRow(ids, 'transformerDecoder')), toExpr(kept.position));
      const next = blocks.step(x, null, kept, {});
      return { state: next.kept, logits: result(only(scores(next.output))) };
    },
  });
  const params = { table: table.params, blocks: blocks.params, out: out.params };
  return Object.assign(apply, { params, decoding }) as unknown as TransformerDecoder<V>;
}
