// Sequences written symbol by symbol: the loop q_i = update(q_(i-1), y_(i-1)), y_i = f(q_i), in training with the symbols
// that should have come before, and in use with those that came. Each way is one loop, an expression like any other.

import { literal, makeGather, makeIota, makeReshape } from '../../build.ts';
import type { DType } from '../../dtype.ts';
import type { Expr } from '../../expr.ts';
import { add, apply, beside, div, equal, mul, select, toF32 } from '../../expression/pointwise.ts';
import { logSoftmax, reduce } from '../../expression/reduce.ts';
import { scan } from '../../expression/scan.ts';
import { permute, stack } from '../../expression/views.ts';
import { result } from '../../ops/boundary.ts';
import { float, integer } from '../../ops/operands.ts';
import type { Dim, TypedIs } from '../../shape/index.ts';
import { numbersIn, optionsOf } from '../../shape/rules/index.ts';
import { type AnyTensor, type Tensor, toExpr } from '../../tensor.ts';
import { expressionsOf, refill } from '../tree.ts';

/** A decoder, ready to write. Every tensor of `context` and `state` has the sequences along its first axis. */
export interface Decoding<X, Q, V extends Dim> {
  /** what every step reads: the memory of an encoder */
  readonly context: X;
  /** q before the first symbol */
  readonly state: Q;
  /** one step for symbols y_(i-1) [batch]: q_i, and the scores of y_i [batch, vocabulary] before the softmax */
  readonly step: (context: X, state: Q, symbols: AnySymbols) => Decoded<Q, V>;
}
// The three ways below call a step with batches of their own (a beam has several rows for each sequence), so a step is
// written for any batch, and its types name only the vocabulary.
// biome-ignore lint/suspicious/noExplicitAny: S is invariant, so no narrower argument stands for every batch
type AnySymbols = Tensor<any, 'i32'>;
export interface Decoded<Q, V extends Dim> {
  readonly state: Q;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly logits: Tensor<[any, V]>;
}

/** A step on expressions. */
type Advance = (context: readonly Expr[], state: readonly Expr[], symbols: Expr) => { state: Expr[]; logits: Expr };

function advance<X, Q, V extends Dim>({ context, state, step }: Decoding<X, Q, V>): Advance {
  return (read, before, symbols) => {
    const next = step(refill(context, read), refill(state, before), result(symbols));
    return { state: expressionsOf(next.state), logits: float('decode', next.logits) };
  };
}

/**
 * The scores of each next symbol, [batch, time, vocabulary], when the symbols before it are the right ones: symbols
 * [batch, time], the first of them the start (Williams and Zipser 1989). What a decoder is trained on.
 */
export function teacherForcing<X, Q, V extends Dim, B extends Dim, T extends Dim, E extends DType>(
  decoding: Decoding<X, Q, V>,
  symbols: TypedIs<'teacherForcing', 'operand', [B, T], E, 'i32'>,
): Tensor<[B, T, V]> {
  const step = advance(decoding);
  const context = expressionsOf(decoding.context);
  const { outputs } = scan({
    initial: expressionsOf(decoding.state),
    sequences: [permute(integer('teacherForcing', symbols), [1, 0])],
    reverse: false,
    body: (state, [symbol]) => {
      const next = step(context, state, symbol!);
      return { carries: next.state, outputs: [next.logits] };
    },
  });
  return result(permute(outputs[0]!, [1, 0, 2]));
}

export interface DecodeOptions<N extends number> {
  /** the symbol that ends a sequence */
  readonly stop: number;
  /** how many symbols are written at most */
  readonly steps: N;
}

/** A symbol from 0, and counts from 1. */
function requireWhole(op: string, symbol: Readonly<Record<string, number>>, counts: Readonly<Record<string, number>>) {
  numbersIn(op, 'a whole number, 0 or more', symbol);
  numbersIn(op, 'a whole number, 1 or more', counts);
}

export interface Written<B extends Dim, N extends number> {
  /** the symbols written; `stop` from the end on */
  readonly symbols: Tensor<[B, N], 'i32'>;
  /** how many of them come before the stop */
  readonly lengths: Tensor<[B], 'i32'>;
}

/** At each step the symbol of the highest score, from `start` [batch] to the stop symbol. */
export function greedy<X, Q, V extends Dim, B extends Dim, N extends number>(
  decoding: Decoding<X, Q, V>,
  start: Tensor<[B], 'i32'>,
  options: DecodeOptions<N>,
): Written<B, N> {
  const { stop, steps } = optionsOf<DecodeOptions<N>>('greedy', options, { stop: 1, steps: 1 });
  requireWhole('greedy', { stop }, { steps });
  const step = advance(decoding);
  const context = expressionsOf(decoding.context);
  const first = integer('greedy', start);
  const initial = expressionsOf(decoding.state);
  const zero = literal(0, 'i32', first.shape);
  const { carries, outputs } = scan({
    initial: [...initial, first, zero, zero],
    sequences: [makeIota([steps], 0)],
    reverse: false,
    body: (carried) => {
      const [symbol, done, length] = carried.slice(initial.length) as [Expr, Expr, Expr];
      const next = step(context, carried.slice(0, initial.length), symbol);
      const best = reduce('greedy', 'argMax', next.logits, -1);
      const written = select(equal(done, 1), stop, best);
      const ended = select(equal(written, stop), literal(1, 'i32', done.shape), done);
      return { carries: [...next.state, written, ended, add(length, add(mul(ended, -1), 1))], outputs: [written] };
    },
  });
  return { symbols: result(permute(outputs[0]!, [1, 0])), lengths: result(carries.at(-1)!) };
}

export interface BeamOptions<N extends number> extends DecodeOptions<N> {
  /** how many hypotheses are kept for each sequence */
  readonly width: number;
  /** scores are divided by ((5 + length) / 6)^penalty (Wu et al. 2016); 0 if not said: the probability alone decides */
  readonly lengthPenalty?: number;
}

export interface Best<B extends Dim, N extends number> extends Written<B, N> {
  /** log probability of what was written, the stop included */
  readonly logProbability: Tensor<[B]>;
}

const mod = (a: Expr, b: number) => apply('mod', a, beside(a, b));
const pow = (a: Expr, b: number) => apply('pow', a, beside(a, b));

/** So improbable that nothing comes after it; finite, for devices whose arithmetic has no infinities. */
const never = -1e30;

/**
 * The best of the sequences that a beam of `width` hypotheses finds (Graves 2012; Sutskever, Vinyals and Le 2014): at each
 * step all symbols after all hypotheses are scored by log probability, and the best `width` go on. Finished ones stay.
 */
export function beamSearch<X, Q, V extends Dim, B extends Dim, N extends number>(
  decoding: Decoding<X, Q, V>,
  start: Tensor<[B], 'i32'>,
  options: BeamOptions<N>,
): Best<B, N> {
  const known = { stop: 1, steps: 1, width: 1, lengthPenalty: 1 };
  const { stop, steps, width: k, lengthPenalty = 0 } = optionsOf<BeamOptions<N>>('beamSearch', options, known);
  requireWhole('beamSearch', { stop }, { steps, width: k });
  numbersIn('beamSearch', 'finite', { lengthPenalty });
  const step = advance(decoding);
  const batch = integer('beamSearch', start).shape[0]!;
  // row b k + j is hypothesis j of sequence b
  const copies = div(makeIota([batch * k], 0), k);
  const spread = (es: readonly Expr[]) => es.map((e) => makeGather(e, copies));
  const context = spread(expressionsOf(decoding.context));
  const initial = spread(expressionsOf(decoding.state));
  const [symbol] = spread([toExpr(start as AnyTensor)]);
  const zero = literal(0, 'i32', [batch * k]);
  // all hypotheses begin alike: only the first of each sequence counts
  const scores = select(equal(mod(makeIota([batch * k], 0), k), 0), literal(0, 'f32', [batch * k]), never);
  const { carries, outputs } = scan({
    initial: [...initial, symbol!, zero, zero, scores],
    sequences: [makeIota([steps], 0)],
    reverse: false,
    body: (carried) => {
      const [last, done, length, score] = carried.slice(initial.length) as [Expr, Expr, Expr, Expr];
      const next = step(context, carried.slice(0, initial.length), last);
      const { rows, symbols, totals } = bestOf(next.logits, { done, score, batch, k, stop });
      const at = (e: Expr) => makeGather(e, rows);
      const ended = select(equal(symbols, stop), literal(1, 'i32', [batch * k]), at(done));
      const longer = add(at(length), add(mul(ended, -1), 1));
      return { carries: [...next.state.map(at), symbols, ended, longer, totals], outputs: [symbols, rows] };
    },
  });
  const [done, lengths, totals] = carries.slice(-3) as [Expr, Expr, Expr];
  const chosen = choose(totals, add(lengths, done), batch, k, lengthPenalty);
  const written = trace(outputs[0]!, outputs[1]!, chosen);
  return {
    symbols: result(permute(written, [1, 0])),
    lengths: result(makeGather(lengths, chosen)),
    logProbability: result(makeGather(totals, chosen)),
  };
}

interface Beam {
  readonly done: Expr;
  readonly score: Expr;
  readonly batch: number;
  readonly k: number;
  readonly stop: number;
}

/** The k best continuations of each sequence: the rows that they continue, their symbols and scores, [batch k]. */
function bestOf(logits: Expr, { done, score, batch, k, stop }: Beam) {
  const vocabulary = logits.shape[1]!;
  const isStop = equal(makeIota(logits.shape, 1), stop);
  const finished = equal(makeReshape(done, [batch * k, 1]), 1);
  // after its end a hypothesis has one continuation, which costs nothing
  const ended = select(isStop, literal(0, 'f32', logits.shape), never);
  const each = select(finished, ended, logSoftmax(logits));
  let left = makeReshape(add(each, makeReshape(score, [batch * k, 1])), [batch, k * vocabulary]);
  const found: { readonly at: Expr; readonly total: Expr }[] = [];
  for (let j = 0; j < k; j++) {
    const at = reduce('beamSearch', 'argMax', left, 1);
    found.push({ at, total: reduce('beamSearch', 'max', left, 1) });
    left = select(equal(makeIota(left.shape, 1), makeReshape(at, [batch, 1])), 2 * never, left);
  }
  const flat = (es: readonly Expr[]) => makeReshape(stack(1, es), [batch * k]);
  const at = flat(found.map((f) => f.at));
  const ofSequence = mul(div(makeIota([batch * k], 0), k), k);
  return {
    rows: add(ofSequence, div(at, vocabulary)),
    symbols: mod(at, vocabulary),
    totals: flat(found.map((f) => f.total)),
  };
}

/** The row of the best hypothesis of each sequence, [batch]. */
function choose(totals: Expr, lengths: Expr, batch: number, k: number, penalty: number): Expr {
  const divisor = pow(mul(add(toF32(lengths), 5), 1 / 6), penalty);
  const judged = makeReshape(penalty === 0 ? totals : div(totals, divisor), [batch, k]);
  return add(mul(makeIota([batch], 0), k), reduce('beamSearch', 'argMax', judged, 1));
}

/** From the last step back to the first, along the rows that were continued: symbols [steps, batch]. */
function trace(symbols: Expr, rows: Expr, chosen: Expr): Expr {
  const { outputs } = scan({
    initial: [chosen],
    sequences: [symbols, rows],
    reverse: true,
    body: ([at], [written, from]) => ({
      carries: [makeGather(from!, at!)],
      outputs: [makeGather(written!, at!)],
    }),
  });
  return outputs[0]!;
}
