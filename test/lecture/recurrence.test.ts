// Recurrent networks: each equation as plain loops; padding, carried state, directions.
import { describe, expect, it } from 'vitest';
import { makeInput } from '../../dsl/build.ts';
import { type Expr, elementCount, type Input } from '../../dsl/expr.ts';
import { add as plusOf } from '../../dsl/expression/pointwise.ts';
import { Substitution } from '../../dsl/expression/substitute.ts';
import { rangeOf } from '../../dsl/expression/views.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { bidirectional, elman, gru, lstm, stacked } from '../../dsl/nn/index.ts';
import { leavesOf, namedParameters } from '../../dsl/nn/tree.ts';
import { constantI32, slice, square, sum } from '../../dsl/ops/index.ts';
import { type AnyTensor, asTensor, toExpr } from '../../dsl/tensor.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { outputsOf } from '../laws/agreement.ts';
import { real } from '../laws/cases/case.ts';
import { layer, layers, unrolled as unrolledTo } from '../laws/cases/layers.ts';
import { inNode } from '../laws/targets.ts';
import { equation, sigmoid } from './equation.ts';

const resetAfter = layer('gru reset after', () => gru(2, 2, { reset: 'after' }), real([1, 3, 2]), {}, unrolledTo());
const named = (name: string) => layers.find((c) => c.name === name)!;

/** sum_i x_i w[i, gate, j] + sum_i h_i u[i, gate, j] + b[gate, j] and its parts, for one row x and state h. */
function gate(n: number, gates: number, k: number, x: ArrayLike<number>, w: ArrayLike<number>): number[] {
  const at = (i: number, j: number) => w[(i * gates + k) * n + j]!;
  return Array.from({ length: n }, (_, j) => Array.from(x, (v, i) => v * at(i, j)).reduce((a, b) => a + b, 0));
}
const added = (...terms: ArrayLike<number>[]): number[] =>
  Array.from(terms[0]!, (_, j) => terms.reduce((s, t) => s + t[j]!, 0));

/** The outputs [batch, time, n] of a step, from zeros, for x [batch, time, inputs]. */
function unrolled(
  [batch, time, inputs]: readonly [number, number, number],
  n: number,
  x: ArrayLike<number>,
  step: (state: number[][], row: number[]) => number[][],
): number[] {
  const rows = Array.from({ length: batch * time }, (_, r) =>
    Array.from({ length: inputs }, (_, i) => x[r * inputs + i]!),
  );
  return Array.from({ length: batch }, (_, b) => {
    let state = [new Array<number>(n).fill(0), new Array<number>(n).fill(0)];
    return rows.slice(b * time, (b + 1) * time).flatMap((row) => {
      state = step(state, row);
      return state[0]!;
    });
  }).flat();
}

describe('h_t = tanh(W x_t + U h_(t-1) + b)', () =>
  equation(named('elman'), (x, w, u, b) =>
    unrolled([2, 3, 2], 3, x, ([h], row) => [added(gate(3, 1, 0, row, w), gate(3, 1, 0, h!, u), b).map(Math.tanh)]),
  ));

const third = (b: Float64Array, k: number, n = 2) => b.slice(k * n, (k + 1) * n);

/** z h + (1 - z) n, the candidate n given r. */
function gruStep(w: Float64Array, u: Float64Array, b: Float64Array, inner: (h: number[], r: number[]) => number[]) {
  return ([h]: number[][], row: number[]): number[][] => {
    const part = (k: number) => added(gate(2, 3, k, row, w), gate(2, 3, k, h!, u), third(b, k)).map(sigmoid);
    const [r, z] = [part(0), part(1)];
    const n = added(gate(2, 3, 2, row, w), inner(h!, r), third(b, 2)).map(Math.tanh);
    return [n.map((candidate, j) => z[j]! * h![j]! + (1 - z[j]!) * candidate)];
  };
}

describe('h_t = z h_(t-1) + (1 - z) tanh(W x_t + U (r h_(t-1)) + b)', () =>
  equation(named('gru'), (x, w, u, b) => {
    const inner = (h: number[], r: number[]) =>
      gate(
        2,
        3,
        2,
        h.map((v, i) => v * r[i]!),
        u,
      );
    return unrolled([1, 3, 2], 2, x, gruStep(w, u, b, inner));
  }));

describe('h_t = z h_(t-1) + (1 - z) tanh(W x_t + r (U h_(t-1) + c) + b)', () =>
  equation(resetAfter, (x, w, u, b, c) => {
    const inner = (h: number[], r: number[]) => added(gate(2, 3, 2, h, u), c).map((v, j) => v * r[j]!);
    return unrolled([1, 3, 2], 2, x, gruStep(w, u, b, inner));
  }));

describe('c_t = f c_(t-1) + i g, h_t = o tanh(c_t)', () =>
  equation(
    named('lstm'),
    (x, w, u, b) =>
      unrolled([2, 2, 2], 2, x, ([h, c], row) => {
        const part = (k: number) => added(gate(2, 4, k, row, w), gate(2, 4, k, h!, u), third(b, k));
        const [i, f, g, o] = [part(0).map(sigmoid), part(1).map(sigmoid), part(2).map(Math.tanh), part(3).map(sigmoid)];
        const cell = c!.map((v, j) => f[j]! * v + i[j]! * g[j]!);
        return [cell.map((v, j) => o[j]! * Math.tanh(v)), cell];
      }).map((v, at) => (at < 6 ? v : 0)), // the second sequence ends after one step
  ));

/** Fixed numbers in (-1, 1). */
const draw = (n: number, salt: number) =>
  Float64Array.from({ length: n }, (_, i) => Math.fround(Math.sin(3.7 * i + salt)));

const kinds = {
  elman: () => elman(2, 3),
  gru: () => gru(2, 3),
  'gru reset after': () => gru(2, 3, { reset: 'after' }),
  lstm: () => lstm(2, 3),
  stacked: () => stacked(lstm(2, 3), gru(3, 3)),
  bidirectional: () => bidirectional(gru(2, 2), lstm(2, 1)),
};
type Any = ((x: AnyTensor, options: object) => { readonly outputs: AnyTensor; readonly state: unknown }) & {
  readonly params: unknown;
};

type Run = (
  values: readonly Expr[],
  leaves: readonly Input[],
  data: readonly Float64Array[],
) => Promise<ArrayLike<number>[]>;

const onReference: Run = async (values, leaves, data) =>
  evaluate(values, new Map<Expr, Float64Array>(leaves.map((leaf, i) => [leaf, data[i]!]))) as Float64Array[];

/** Outputs of the first 5 steps, last state, and gradients by the parameters and those steps, padded to `time`. */
async function padded(layer: Any, time: number, filler: number, run: Run = onReference) {
  const x = makeInput('x', [3, time, 2], 'f32');
  const parameters = namedParameters([layer]).map(({ leaf }) => leaf);
  const stand = parameters.map((p) => makeInput(p.name, p.shape, 'f32'));
  const { outputs, state } = layer(asTensor(x), { lengths: constantI32([2, 5, 0], 3) });
  const states = leavesOf(state).map(({ tensor }) => toExpr(tensor));
  const total = [toExpr(outputs), ...states].map((e) => toExpr(sum(square(asTensor<[], 'f32'>(e))))).reduce(plusOf);
  const found = [rangeOf(toExpr(outputs), 1, 0, 5), ...states, ...gradient(total, [...parameters, x])];
  const substitution = new Substitution(new Map(parameters.map((p, i) => [p, stand[i]!])));
  const real = draw(30, 1);
  const values = Float64Array.from({ length: 3 * time * 2 }, (_, i) => {
    const [b, t] = [Math.floor(i / (time * 2)), Math.floor(i / 2) % time];
    return t < 5 ? real[(b * 5 + t) * 2 + (i % 2)]! : filler;
  });
  const data = [values, ...stand.map((p, i) => draw(elementCount(p.shape), i))];
  const results = await run(
    found.map((e) => substitution.apply(e)),
    [x, ...stand],
    data,
  );
  const byInput = Array.from(results.pop()!);
  const isPadding = (_: number, i: number) => Math.floor(i / 2) % time >= 5;
  const seen = byInput.filter((g, i) => !isPadding(g, i));
  return { values: [...results, seen].flatMap((v) => Array.from(v)), beyond: byInput.filter(isPadding) };
}

/** The same for paddings of two lengths, whatever stands there, as without any. */
async function samePadded(layer: Any, run?: Run): Promise<void> {
  const exact = await padded(layer, 5, 0, run);
  for (const [time, filler] of [
    [32, 7],
    [64, Number.NaN],
  ] as const) {
    const longer = await padded(layer, time, filler, run);
    const differences = longer.values.map((value, i) => Math.abs(value - exact.values[i]!));
    expect(longer.values.length).toBe(exact.values.length);
    expect(Math.max(...differences)).toBeLessThanOrEqual(1e-6);
    expect(longer.beyond.every((g) => g === 0)).toBe(true);
  }
}

describe('padding never changes a result or a gradient', () => {
  it.each(Object.entries(kinds))('%s', (_, make) => samePadded(make() as unknown as Any));

  it.each(Object.entries(inNode))('lstm on %s', async (_, open) => {
    const backend = await open();
    await samePadded(lstm(2, 3) as unknown as Any, (values, leaves, data) => outputsOf(values, leaves, data, backend));
  });
});

describe('truncated backpropagation', () => {
  it.each(Object.entries(kinds).filter(([name]) => name !== 'bidirectional'))(
    'goes on from the state: %s',
    (_, make) => {
      const layer = make() as unknown as Any;
      const x = makeInput('x', [1, 6, 2], 'f32');
      const t = asTensor<[1, 6, 2], 'f32'>(x);
      const whole = layer(t, {});
      const before = layer(slice(t, 1, 0, 4), {});
      const after = layer(slice(t, 1, 4), { initial: before.state });
      const ends = [whole, after].flatMap(({ state }) => leavesOf(state).map(({ tensor }) => toExpr(tensor)));
      const feeds = new Map<Expr, Float64Array>([[x, draw(12, 1)]]);
      for (const [i, { leaf }] of namedParameters([layer]).entries()) {
        feeds.set(leaf, draw(elementCount(leaf.shape), i));
      }
      const values = evaluate(ends, feeds);
      const half = values.length / 2;
      for (let i = 0; i < half; i++) expect([...values[i + half]!]).toEqual([...values[i]!]);
    },
  );

  it('one step at a time is the same', async () => {
    const layer = stacked(lstm(2, 3), gru(3, 3));
    const x = makeInput('x', [1, 3, 2], 'f32');
    const t = asTensor<[1, 3, 2], 'f32'>(x);
    let state = layer.start(1);
    const rows = [0, 1, 2].map((i) => asTensor<[1, 2], 'f32'>(toExpr(sum(slice(t, 1, i as 0, (i + 1) as 1), 1))));
    const stepped = rows.map((row) => {
      const next = layer.step(state, row);
      state = next.state;
      return toExpr(next.output);
    });
    const parameters = namedParameters([layer]).map(({ leaf }) => leaf);
    const all = [toExpr(layer(t).outputs), ...stepped];
    const data = [draw(6, 1), ...parameters.map((p, i) => draw(elementCount(p.shape), i))];
    const feeds = new Map<Expr, Float64Array>([x, ...parameters].map((leaf, i) => [leaf, data[i]!]));
    const [whole, ...each] = evaluate(all, feeds);
    expect(each.flatMap((v) => [...v!])).toEqual([...whole!].map((v) => expect.closeTo(v, 12)));
  });
});

describe('gates drawn for a memory of 60 steps (Tallec and Ollivier 2018)', () => {
  const biases = (layer: { readonly params: { readonly b: AnyTensor } }) => {
    const b = toExpr(layer.params.b);
    if (b.kind !== 'parameter') throw new Error('b is a parameter');
    const drawn = Array.from(b.initializer.draw(b.shape, (i) => (i * 0.618) % 1));
    return Array.from({ length: b.shape[0]! }, (_, gate) => drawn.slice(gate * 50, gate * 50 + 50));
  };
  const least = (values: readonly number[]) => Math.min(...values);
  const most = (values: readonly number[]) => Math.max(...values);

  it('gru: what is kept, z, is log(u) with u from 1 to 59', () => {
    const [r, z, n] = biases(gru(3, 50, { memory: 60 }));
    expect([least(z!), most(z!)]).toEqual([0, expect.closeTo(Math.log(59), 1)]);
    expect(new Set(z).size).toBe(50);
    expect([...r!, ...n!].every((v) => v === 0)).toBe(true);
  });

  it('lstm: so is the forget gate, and what is let in is the opposite', () => {
    const [i, f, g, o] = biases(lstm(3, 50, { memory: 60 }));
    expect([least(f!), most(f!)]).toEqual([0, expect.closeTo(Math.log(59), 1)]);
    expect(i).toEqual(f!.map((v) => -v));
    expect([...g!, ...o!].every((v) => v === 0)).toBe(true);
  });

  it('a memory of one step is none', () => {
    expect(() => lstm(3, 4, { memory: 1 })).toThrow('memory is 1; it must be a number of steps, 2 or more');
  });
});
