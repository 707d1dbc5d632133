// q_i = update(q_(i-1), y_(i-1)), y_i = f(q_i): writing with the right symbols before, with the best, with a beam.
import { describe, expect, it } from 'vitest';
import { makeInput } from '../../dsl/build.ts';
import { type Expr, elementCount } from '../../dsl/expr.ts';
import { Substitution } from '../../dsl/expression/substitute.ts';
import { beamSearch, type Decoding, greedy, seq2seq, teacherForcing } from '../../dsl/nn/nets/index.ts';
import { namedParameters } from '../../dsl/nn/tree.ts';
import { add, constant, constantI32, gather, matmul, tanh } from '../../dsl/ops/index.ts';
import { type AnyTensor, type Tensor, toExpr } from '../../dsl/tensor.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { outputsOf } from '../laws/agreement.ts';
import { layers } from '../laws/cases/layers.ts';
import { inNode } from '../laws/targets.ts';
import { equation, plus, times } from './equation.ts';

const named = (name: string) => layers.find((c) => c.name === name)!;
const rowOf = (x: ArrayLike<number>, i: number, n: number) => Array.from(x).slice(i * n, (i + 1) * n);

describe('q_i = update(q_(i-1), y_(i-1)), y_i = f(q_i)', () =>
  equation(named('teacherForcing'), (q0, table, w) =>
    [
      [0, 2],
      [1, 1],
    ].flatMap((symbols, b) => {
      let q = rowOf(q0, b, 2);
      return symbols.flatMap((y) => {
        q = plus(q, rowOf(table, y, 2)).map(Math.tanh);
        return times(q, w, 2);
      });
    }),
  ));

/** A decoder of 3 symbols, 1 the stop, and the same in plain numbers. */
const q0 = [0.3, -0.4, -1, 0.8];
const table = [1.5, -0.7, 0.2, 0.1, -1.2, 0.9];
const w = [1.1, 0.4, -0.9, -0.3, 0.2, 1.4];
const decoding: Decoding<Record<never, never>, Tensor<[2, 2]>, 3> = {
  context: {},
  state: constant(q0, 2, 2),
  step: (_, q, symbols) => {
    const state = tanh(add(q, gather(constant(table, 3, 2), symbols)));
    return { state: state as Tensor<[2, 2]>, logits: matmul(state, constant(w, 2, 3)) };
  },
};
function step(q: number[], y: number): { q: number[]; logProbabilities: number[] } {
  const next = plus(q, rowOf(table, y, 2)).map(Math.tanh);
  const scores = times(next, w, 2);
  const total = Math.log(scores.reduce((s, x) => s + Math.exp(x), 0));
  return { q: next, logProbabilities: scores.map((x) => x - total) };
}

/** Every sequence of at most n symbols from q, ended by the stop or cut, with its log probability. */
function all(q: number[], y: number, n: number): { symbols: number[]; p: number }[] {
  if (n === 0) return [{ symbols: [], p: 0 }];
  const { q: next, logProbabilities } = step(q, y);
  return logProbabilities.flatMap((p, symbol) => {
    if (symbol === 1) return [{ symbols: new Array<number>(n).fill(1), p }];
    return all(next, symbol, n - 1).map((rest) => ({ symbols: [symbol, ...rest.symbols], p: p + rest.p }));
  });
}

const results = async (tensors: readonly AnyTensor[], open: (typeof inNode)[string]) =>
  (
    await outputsOf(
      tensors.map((t) => toExpr(t)),
      [],
      [],
      await open(),
    )
  ).map((v) => Array.from(v));

describe.each(Object.entries(inNode))('on %s', (_, open) => {
  it('greedy takes the best symbol each time, until the stop', async () => {
    const { symbols, lengths } = greedy(decoding, constantI32([0, 2], 2), { stop: 1, steps: 5 });
    const expected = [0, 1].map((b) => {
      let q = rowOf(q0, b, 2);
      let y = [0, 2][b]!;
      return Array.from({ length: 5 }, () => {
        if (y !== 1 || q === undefined) {
          const next = step(q, y);
          q = next.q;
          y = next.logProbabilities.indexOf(Math.max(...next.logProbabilities));
        }
        return y;
      });
    });
    const counts = expected.map((s) => (s.includes(1) ? s.indexOf(1) : s.length));
    expect(await results([symbols, lengths], open)).toEqual([expected.flat(), counts]);
  });

  it('a beam that holds all finds the most probable sequence', async () => {
    const found = beamSearch(decoding, constantI32([0, 2], 2), { stop: 1, steps: 3, width: 15 });
    const best = [0, 1].map((b) => all(rowOf(q0, b, 2), [0, 2][b]!, 3).reduce((a, c) => (c.p > a.p ? c : a)));
    const [symbols, lengths, p] = await results([found.symbols, found.lengths, found.logProbability], open);
    expect(symbols).toEqual(best.flatMap((s) => s.symbols));
    expect(lengths).toEqual(best.map((s) => (s.symbols.includes(1) ? s.symbols.indexOf(1) : 3)));
    expect(p).toEqual(best.map((s) => expect.closeTo(s.p, 5)));
  });
});

describe('a beam', () => {
  const valued = (t: AnyTensor) => [...evaluate([toExpr(t)], new Map())[0]!];

  it('of one is greedy', () => {
    const options = { stop: 1, steps: 4 };
    const start = constantI32([0, 2], 2);
    expect(valued(beamSearch(decoding, start, { ...options, width: 1 }).symbols)).toEqual(
      valued(greedy(decoding, start, options).symbols),
    );
  });

  it('with a penalty for length prefers long ones, with one below 0 short ones', () => {
    const of = (lengthPenalty: number) =>
      valued(beamSearch(decoding, constantI32([0, 2], 2), { stop: 1, steps: 3, width: 15, lengthPenalty }).lengths);
    expect(of(9)).toEqual([3, 3]);
    expect(of(-9)).toEqual([0, 0]);
  });

  it('says what is wrong with its width', () => {
    expect(() => beamSearch(decoding, constantI32([0, 2], 2), { stop: 1, steps: 3, width: 0 })).toThrow(/width is 0/);
  });
});

describe.each([false, true])('seq2seq, attention: %s', (attention) => {
  const net = seq2seq({ source: 4, target: 5, width: 3, hidden: 2, attention });
  const parameters = namedParameters([net]).map(({ leaf }) => leaf);
  const leaves = parameters.map((p) => makeInput(p.name, p.shape, 'f32'));
  const substitution = new Substitution(new Map(parameters.map((p, i) => [p, leaves[i]!])));
  const data = leaves.map((p, k) =>
    Float64Array.from({ length: elementCount(p.shape) }, (_, i) => Math.sin(2.3 * i + k)),
  );
  const valued = (t: AnyTensor) => [
    ...evaluate([substitution.apply(toExpr(t))], new Map<Expr, Float64Array>(leaves.map((l, i) => [l, data[i]!])))[0]!,
  ];
  const target = constantI32([0, 3, 2, 0, 1, 1], 2, 3);
  const lengths = constantI32([3, 2], 2);

  it('reads a padded source as the source', () => {
    const short = valued(net(constantI32([1, 2, 3, 3, 0, 0], 2, 3), target, lengths));
    const long = valued(net(constantI32([1, 2, 3, 1, 1, 3, 0, 2, 2, 2], 2, 5), target, lengths));
    expect(long).toEqual(short.map((x) => expect.closeTo(x, 12)));
    expect(new Set(short).size).toBe(short.length);
  });

  it('is trained by teacher forcing and writes by itself', () => {
    const source = constantI32([1, 2, 3, 3, 0, 0], 2, 3);
    const written = greedy(net.decoding(source, lengths), constantI32([0, 0], 2), { stop: 4, steps: 4 });
    const symbols = valued(written.symbols);
    const before = constantI32([0, ...symbols.slice(0, 3), 0, ...symbols.slice(4, 7)], 2, 4);
    const scores = valued(teacherForcing(net.decoding(source, lengths), before));
    const stopped = (b: number, t: number) => symbols.slice(b * 4, b * 4 + t).includes(4);
    for (const [i, symbol] of symbols.entries()) {
      if (stopped(Math.floor(i / 4), i % 4)) continue;
      const row = scores.slice(i * 5, (i + 1) * 5);
      expect(row.indexOf(Math.max(...row))).toBe(symbol);
    }
    const beam = valued(
      beamSearch(net.decoding(source, lengths), constantI32([0, 0], 2), { stop: 4, steps: 4, width: 3 }).logProbability,
    );
    expect(beam.every((p) => p < 0 && p > -20)).toBe(true);
  });

  it('shows where it looks, if it looks', () => {
    const source = constantI32([1, 2, 3, 3, 0, 0], 2, 3);
    if (!attention) {
      expect(() => net.alignment(source, target, lengths)).toThrow(/attention: true/);
      return;
    }
    const weights = valued(net.alignment(source, target, lengths));
    for (let row = 0; row < 6; row++) {
      expect(weights.slice(3 * row, 3 * row + 3).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      if (row >= 3) expect(weights[3 * row + 2]).toBe(0);
    }
  });
});
