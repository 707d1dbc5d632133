// The Transformer: its block as the lecture writes it, decoding with what is kept against the full pass, its published size.
import { describe, expect, it } from 'vitest';
import { makeInput } from '../../dsl/build.ts';
import { type Expr, elementCount } from '../../dsl/expr.ts';
import { Substitution } from '../../dsl/expression/substitute.ts';
import { type Decoding, teacherForcing, transformer, transformerDecoder } from '../../dsl/nn/nets/index.ts';
import { namedParameters } from '../../dsl/nn/tree.ts';
import { constantI32 } from '../../dsl/ops/index.ts';
import { type Tensor, toExpr } from '../../dsl/tensor.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { outputsOf } from '../laws/agreement.ts';
import { layers } from '../laws/cases/layers.ts';
import { inNode } from '../laws/targets.ts';
import { attended, equation, plus, times } from './equation.ts';

const named = (name: string) => layers.find((c) => c.name === name)!;

describe('FC(FC(H)) + H, H = attend(W1 X, W2 X, W3 X) + X', () =>
  equation(named('transformerBlock'), (x, w1, w2, w3, a, b, c, d) => {
    const h = plus(attended(times(x, w1, 2), times(x, w2, 2), times(x, w3, 2), 2), x);
    const first = plus(times(h, a, 2), b).map(Math.tanh);
    return plus(plus(times(first, c, 3), d), h);
  }));

/** Full pass and steps on expressions whose parameters are drawn. */
function bothWays<X, Q>(net: { readonly params: unknown }, full: Tensor<[1, 4, 5]>, decoding: Decoding<X, Q, 5>) {
  const stepped = teacherForcing(decoding, ids);
  const parameters = namedParameters([net]).map(({ leaf }) => leaf);
  const leaves = parameters.map((p) => makeInput(p.name, p.shape, 'f32'));
  const substitution = new Substitution(new Map(parameters.map((p, i) => [p, leaves[i]!])));
  const data = leaves.map((p, k) =>
    Float64Array.from({ length: elementCount(p.shape) }, (_, i) => Math.fround(Math.sin(2.3 * i + k))),
  );
  return { values: [full, stepped].map((t) => substitution.apply(toExpr(t))), leaves, data };
}
const ids = constantI32([0, 3, 1, 4], 1, 4);
const sizes = { width: 4, hidden: 3, heads: 2, blocks: 2 };

const ways = {
  'the decoder alone': () => {
    const net = transformerDecoder({ ...sizes, vocabulary: 5 });
    return bothWays(net, net(ids), net.decoding(1, 4));
  },
  'rotary positions, norms first': () => {
    const net = transformerDecoder({ ...sizes, vocabulary: 5, rotary: true, norm: 'pre' });
    return bothWays(net, net(ids), net.decoding(1, 6));
  },
  'encoder and decoder, a source of another length': () => {
    const net = transformer({ ...sizes, source: 3, target: 5 });
    const source = constantI32([2, 0, 1], 1, 3);
    const memoryLengths = constantI32([2], 1);
    const memory = net.encode(source, { lengths: memoryLengths });
    return bothWays(net, net(source, ids, { memoryLengths }), net.decoding(memory, 4, memoryLengths));
  },
};

describe('decoding with keys and values kept gives the scores of the full pass', () => {
  it.each(Object.entries(ways))('%s', (_, make) => {
    const { values, leaves, data } = make();
    const [full, stepped] = evaluate(values, new Map<Expr, Float64Array>(leaves.map((leaf, i) => [leaf, data[i]!])));
    expect([...stepped!]).toEqual([...full!].map((x) => expect.closeTo(x, 10)));
    expect(new Set(full!).size).toBe(full!.length);
  });

  it.each(Object.entries(inNode))('on %s', async (_, open) => {
    const { values, leaves, data } = ways['rotary positions, norms first']();
    const [full, stepped] = await outputsOf(values, leaves, data, await open());
    expect(Array.from(stepped!)).toEqual(Array.from(full!, (x) => expect.closeTo(x, 4)));
  });
});

describe('where each head of the last block looks', () => {
  const net = transformer({ ...sizes, source: 3, target: 5 });
  const source = constantI32([2, 0, 1, 1], 1, 4);
  const memoryLengths = constantI32([3], 1);
  const weightsOf = (...target: [number, number, number, number]) => {
    const weights = net.alignment(source, constantI32(target, 1, 4), { memoryLengths });
    const parameters = namedParameters([net]).map(({ leaf }) => leaf);
    const drawn = parameters.map((p, k): [Expr, Float64Array] => [
      p,
      Float64Array.from({ length: elementCount(p.shape) }, (_, i) => Math.sin(2.3 * i + k)),
    ]);
    expect(toExpr(weights).shape).toEqual([1, 2, 4, 4]);
    return Array.from(evaluate([toExpr(weights)], new Map(drawn))[0]!);
  };
  const all = weightsOf(0, 3, 1, 4);

  it('is shares of the source that counts', () => {
    for (let row = 0; row < 8; row++) {
      const shares = all.slice(4 * row, 4 * row + 4);
      expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      expect(shares[3]).toBe(0);
      expect(Math.min(...shares.slice(0, 3))).toBeGreaterThan(0);
    }
  });

  it('differs by head, and knows nothing of the symbols that follow', () => {
    expect(all.slice(0, 16)).not.toEqual(all.slice(16));
    const other = weightsOf(0, 3, 2, 2);
    for (const head of [0, 16]) {
      expect(other.slice(head, head + 8)).toEqual(all.slice(head, head + 8));
      expect(other.slice(head + 8, head + 16)).not.toEqual(all.slice(head + 8, head + 16));
    }
  });
});

describe('the published base size', () => {
  it('has 63,045,632 parameters with one vocabulary of 37,000', () => {
    const net = transformer({
      source: 37000,
      target: 37000,
      width: 512,
      hidden: 2048,
      heads: 8,
      blocks: 6,
      shared: true,
    });
    const count = namedParameters([net]).reduce((n, { leaf }) => n + elementCount(leaf.shape), 0);
    const attention = 4 * 512 ** 2;
    const feed = 2 * 512 * 2048 + 2048 + 512;
    const norm = 2 * 512;
    expect(count).toBe(37000 * 512 + 6 * (attention + feed + 2 * norm) + 6 * (2 * attention + feed + 3 * norm));
    expect(count).toBe(63_045_632);
  });
});
