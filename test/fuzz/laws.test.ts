// The laws that the fuzzer knows: where they hold, where they say nothing, and what breaks them.
import { describe, expect, test } from 'vitest';
import { affine, flip, input, mean, model, sub, tanh } from '../../dsl/index.ts';
import { expression as e, fuzzGradients } from '../testing/index.ts';
import { linearity } from '../testing/oracles/laws/linearity.ts';
import { permutation } from '../testing/oracles/laws/permutation.ts';
import { dependences } from '../testing/oracles/laws/rows.ts';
import { shift } from '../testing/oracles/laws/shift.ts';
import type { Leaf, Specimen } from '../testing/programs/specimen.ts';

const domain = { low: -2, high: 2 };
const x = e.input('x', [3, 4]);
const w = e.input('w', [4]);
const leaf = (expr: Leaf['expr']): Leaf => ({
  expr,
  domain,
  values: Float64Array.from({ length: expr.shape.reduce((n, d) => n * d, 1) }, (_, i) =>
    Math.fround(Math.sin(5 * i + 1)),
  ),
});
const specimen = (...outputs: e.Expr[]): Specimen => ({ leaves: [leaf(x), leaf(w)], outputs });
const spreadRows = (v: e.Expr) => e.view(v, [3, 4], ['j']);

describe('rows', () => {
  const of = (output: e.Expr) => dependences([output], new Set<e.Expr>([x]), 3).get(output);
  test('what is computed row by row', () => {
    expect(of(e.apply('tanh', x))).toBe('rows');
    expect(of(e.apply('mul', x, spreadRows(w)))).toBe('rows');
    expect(of(e.reduce('max', x, [1]))).toBe('rows');
    expect(of(e.view(x, [3, 2], ['i', '2 j']))).toBe('rows');
    expect(of(e.reshape(x, [3, 2, 2]))).toBe('rows');
    expect(of(e.customGradient(e.apply('sin', x), [x], (g) => [g]))).toBe('rows');
    expect(of(e.apply('exp', w))).toBe('same');
  });
  test('what is not', () => {
    expect(of(e.reduce('sum', x, [0]))).toBe('mixed');
    expect(of(e.view(x, [3, 4], ['-i + 2', 'j']))).toBe('mixed');
    expect(of(e.view(x, [3, 3], ['i', 'i']))).toBe('mixed');
    expect(of(e.reshape(x, [4, 3]))).toBe('mixed');
    expect(of(e.apply('mul', x, e.apply('toF32', e.iota([3, 4], 0))))).toBe('mixed');
    expect(of(e.customGradient(e.apply('sin', x), [x], (g) => [e.view(g, [3, 4], ['-i + 2', 'j'])]))).toBe('mixed');
  });
});

describe('permutation of the batch', () => {
  test('holds for values and gradients of rows', () => {
    const y = e.apply('tanh', e.apply('mul', x, spreadRows(w)));
    expect(permutation.check(specimen(e.reduce('sum', y, [1])))).toMatchObject({ outcome: 'agrees' });
  });
  test('says nothing where rows are mixed', () => {
    const mixed = e.view(x, [3, 4], ['-i + 2', 'j']);
    expect(permutation.check(specimen(mixed))).toMatchObject({ outcome: 'inapplicable' });
  });
});

describe('linearity of views', () => {
  test('holds with what they are filled with', () => {
    expect(linearity.check(specimen(e.view(x, [5, 4], ['i - 1', 'j'], 0.5)))).toMatchObject({ outcome: 'agrees' });
    expect(linearity.check(specimen(e.apply('tanh', x)))).toMatchObject({ outcome: 'inapplicable' });
  });
});

describe('shifts of a convolution', () => {
  const kernel = e.input('k', [2]);
  const convolution = (axis: string, places: number) =>
    e.reduce('sum', e.apply('mul', e.view(x, [3, places, 2], ['i', axis]), e.view(kernel, [3, places, 2], ['k'])), [2]);
  const check = (y: e.Expr) => shift.check({ leaves: [leaf(x), leaf(kernel)], outputs: [y] });

  test('hold with strides, padding and dilation', () => {
    expect(check(convolution('j + k', 3))).toMatchObject({ outcome: 'agrees' });
    expect(check(convolution('2 j + k', 2))).toMatchObject({ outcome: 'agrees' });
    // one window after the last is beyond the result, not beyond the signal
    expect(check(convolution('j + k - 1', 2))).toMatchObject({ outcome: 'agrees' });
    expect(check(convolution('j + 2 k - 1', 4))).toMatchObject({ outcome: 'agrees' });
  });
  test('are not asked of other sums', () => {
    expect(check(e.reduce('sum', x, [1]))).toMatchObject({ outcome: 'inapplicable' });
  });
});

describe('a batch of n and n batches of one', () => {
  const seeing = model({ out: affine(3, 2) }, input('batch', 3), (p, v) => {
    const y = p.out(v);
    return tanh(sub(y, mean(y, 0, { keepDims: true })));
  });

  test('a model whose rows see each other is convicted', async () => {
    await expect(fuzzGradients(seeing, { runs: 12, symbols: { batch: 3 } })).rejects.toThrow('against the row alone');
  });
  test('unless it says that they may', async () => {
    const { checks } = await fuzzGradients(seeing, { runs: 4, symbols: { batch: 3 }, batch: 'mixed' });
    expect(checks).toBeGreaterThan(0);
  });
  test('rows in another order are no rows alone', async () => {
    const turned = model({ out: affine(3, 2) }, input('batch', 3), (p, v) => flip(p.out(v), 0));
    await expect(fuzzGradients(turned, { runs: 12, symbols: { batch: 3 } })).rejects.toThrow('against the row alone');
  });
});
