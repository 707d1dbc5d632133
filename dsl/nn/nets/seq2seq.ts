// Sequence to sequence by recurrent networks: an encoder reads, a decoder writes, with attention or without.

import { literal, makeReshape } from '../../build.ts';
import type { DType } from '../../dtype.ts';
import type { Expr } from '../../expr.ts';
import { tanh } from '../../expression/pointwise.ts';
import { scan } from '../../expression/scan.ts';
import { concat, expand, permute } from '../../expression/views.ts';
import { result } from '../../ops/boundary.ts';
import { integer } from '../../ops/operands.ts';
import type { Dim } from '../../shape/index.ts';
import { optionsOf } from '../../shape/rules/index.ts';
import { type AnyTensor, type Tensor, toExpr } from '../../tensor.ts';
import { affine } from '../affine.ts';
import { additiveScore, attend, attentionWeights } from '../attend.ts';
import { embedding } from '../embedding.ts';
import { gru } from '../recurrent.ts';
import { bidirectional } from '../stacked.ts';
import type { HasParams, Tree } from '../tree.ts';
import type { Sequences } from '../vocabulary.ts';
import { type Decoding, teacherForcing } from './decode.ts';

export interface Seq2seqSizes<V extends number, W extends number> {
  /** sizes of the vocabularies */
  readonly source: V;
  readonly target: W;
  /** of the vector of a symbol */
  readonly width: number;
  /** of the state q */
  readonly hidden: number;
  /** the decoder looks back at what the encoder gave for each symbol; if not, all it has is the encoder's last state */
  readonly attention?: boolean;
}

/** What every step of the decoder reads: the encoder's rows [batch, s, ...] and how many of them count. */
type Read = { readonly memory: AnyTensor; readonly lengths: AnyTensor };

export interface Seq2seq<V extends number, W extends number> extends HasParams<Tree> {
  /** source [batch, s], target [batch, t] with the start symbol first -> scores of each next symbol [batch, t, target] */
  <B extends Dim, S extends Dim, T extends Dim, D extends DType, E extends DType, U extends Dim = V, X extends Dim = W>(
    source: Sequences<'seq2seq', B, S, D, U, V>,
    target: Sequences<'seq2seq', B, T, E, X, W>,
    lengths?: Tensor<[NoInfer<B>], 'i32'>,
  ): Tensor<[B, T, W]>;
  /** to write about a source, for greedy and beamSearch */
  readonly decoding: <B extends Dim, S extends Dim, D extends DType, U extends Dim = V>(
    source: Sequences<'seq2seq', B, S, D, U, V>,
    lengths?: Tensor<[NoInfer<B>], 'i32'>,
  ) => Decoding<Read, AnyTensor, W>;
  /** where the decoder looks when it has read each symbol of the target: [batch, t, s]; with attention only */
  readonly alignment: <
    B extends Dim,
    S extends Dim,
    T extends Dim,
    D extends DType,
    E extends DType,
    U extends Dim = V,
    X extends Dim = W,
  >(
    source: Sequences<'seq2seq', B, S, D, U, V>,
    target: Sequences<'seq2seq', B, T, E, X, W>,
    lengths?: Tensor<[NoInfer<B>], 'i32'>,
  ) => Tensor<[B, T, S]>;
}

/**
 * The loop q_i = update(q_(i-1), y_(i-1)), y_i = f(q_i) from q_0, the last state of an encoder (Cho et al. 2014; Sutskever,
 * Vinyals and Le 2014); update is a gru, f affine and a softmax. With attention q_i = update(q_(i-1), y_(i-1), c_i) and
 * y_i = f(q_i, c_i), c_i = attend(q_(i-1), h, h) over the states h of an encoder in both directions, by the additive score
 * (Bahdanau, Cho and Bengio 2015).
 */
export function seq2seq<V extends number, W extends number>(sizes: Seq2seqSizes<V, W>): Seq2seq<V, W> {
  optionsOf('seq2seq', sizes, { source: 1, target: 1, width: 1, hidden: 1, attention: 1 });
  const net = sizes.attention === true ? attending(sizes) : plain(sizes);
  const decoding = (source: unknown, lengths?: unknown): Decoding<Read, AnyTensor, W> => {
    const ids = integer('seq2seq', source);
    const count = lengths === undefined ? literal(ids.shape[1]!, 'i32', [ids.shape[0]!]) : integer('seq2seq', lengths);
    const { memory, state } = net.encode(result(ids), result(count));
    return {
      context: { memory, lengths: result(count) },
      state,
      step: (context, q, symbols) => {
        const next = net.update(context, q, symbols);
        return { state: next.state, logits: result(toExpr(next.logits)) };
      },
    };
  };
  const apply = (source: unknown, target: unknown, lengths?: unknown) =>
    teacherForcing(decoding(source, lengths), result(integer('seq2seq', target)));
  const alignment = (source: unknown, target: AnyTensor, lengths?: unknown) => {
    if (net.look === null) throw new TypeError('seq2seq: an alignment needs the option attention: true');
    const { context, state } = decoding(source, lengths);
    return result(alignments(net, context, state, integer('seq2seq', target)));
  };
  return Object.assign(apply, { params: net.params, decoding, alignment }) as unknown as Seq2seq<V, W>;
}

interface Net {
  readonly params: unknown;
  readonly encode: (ids: Ids, lengths: Lengths) => { readonly memory: AnyTensor; readonly state: AnyTensor };
  readonly update: (
    context: Read,
    q: AnyTensor,
    symbols: AnyTensor,
  ) => { readonly state: AnyTensor; readonly logits: AnyTensor };
  /** the weights with which q looks at the memory, [batch, 1, s] */
  readonly look: ((context: Read, q: AnyTensor) => AnyTensor) | null;
}
type Ids = Tensor<[number, number], 'i32'>;
type Lengths = Tensor<[number], 'i32'>;
type Rows = Tensor<[number, number]>;
type Sequence = Tensor<[number, number, number]>;
type Plain = Seq2seqSizes<number, number>;

function plain({ source, target, width, hidden }: Plain): Net {
  const layers = {
    source: embedding(source, width),
    encoder: gru(width, hidden),
    target: embedding(target, width),
    decoder: gru(width, hidden),
    out: affine(hidden, target),
  };
  return {
    params: paramsIn(layers),
    encode: (ids, lengths) => {
      const { outputs, state } = layers.encoder(layers.source(ids), { lengths });
      return { memory: outputs, state };
    },
    update: (_, q, symbols) => {
      const { state } = layers.decoder.step(q as Rows, layers.target(symbols as Lengths));
      return { state, logits: layers.out(state) };
    },
    look: null,
  };
}

function attending({ source, target, width, hidden }: Plain): Net {
  const both = 2 * hidden;
  const layers = {
    source: embedding(source, width),
    encoder: bidirectional(gru(width, hidden), gru(width, hidden)),
    start: affine(hidden, hidden),
    target: embedding(target, width),
    score: additiveScore(hidden, both, hidden),
    decoder: gru(width + both, hidden),
    out: affine(hidden + both, target),
  };
  const scores = (q: Sequence, memory: Sequence) => layers.score(q, memory);
  const masks = (context: Read) => ({ lengths: context.lengths as Lengths });
  const query = (q: AnyTensor): Sequence => result(expand(toExpr(q), 1));
  return {
    params: paramsIn(layers),
    encode: (ids, lengths) => {
      const { outputs, state } = layers.encoder(layers.source(ids), { lengths });
      return { memory: outputs, state: result(tanh(toExpr(layers.start(state.backward)))) };
    },
    update: (context, before, symbols) => {
      const memory = context.memory as Sequence;
      const q = query(before);
      const c = rowOf(attend(q, memory, memory, { ...masks(context), scores: scores(q, memory) }));
      const { state } = layers.decoder.step(before as Rows, beside(layers.target(symbols as Lengths), c));
      return { state, logits: layers.out(beside(state, c)) };
    },
    look: (context, before) => {
      const [q, memory] = [query(before), context.memory as Sequence];
      return attentionWeights(q, memory, { ...masks(context), scores: scores(q, memory) });
    },
  };
}

const paramsIn = (layers: Readonly<Record<string, HasParams<unknown>>>) =>
  Object.fromEntries(Object.entries(layers).map(([name, layer]) => [name, layer.params]));

/** [batch, 1, width] -> [batch, width] */
const rowOf = (x: AnyTensor): Rows => {
  const e = toExpr(x);
  return result(makeReshape(e, [e.shape[0]!, e.shape[2]!]));
};
const beside = (a: AnyTensor, b: AnyTensor): Rows => result(concat(1, [toExpr(a), toExpr(b)]));

/** The weights of each step, when the symbols before it are the right ones. */
function alignments(net: Net, context: Read, state: AnyTensor, symbols: Expr): Expr {
  const { outputs } = scan({
    initial: [toExpr(state)],
    sequences: [permute(symbols, [1, 0])],
    reverse: false,
    body: ([q], [symbol]) => ({
      carries: [toExpr(net.update(context, result(q!), result(symbol!)).state)],
      outputs: [toExpr(rowOf(net.look!(context, result(q!))))],
    }),
  });
  return permute(outputs[0]!, [1, 0, 2]);
}
