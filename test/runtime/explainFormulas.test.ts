// What is computed, as formulas: the derivatives read as a textbook writes them, in TypeScript and in TeX, and the
// statements that are printed build the values of the graph.
import { describe, expect, test } from 'vitest';
import { Places } from '../../compiler/places.ts';
import { lift } from '../../compiler/source/lift/index.ts';
import type { Written } from '../../compiler/written/formulas.ts';
import type { Expr } from '../../dsl/expr.ts';
import type { Definition } from '../../dsl/graph.ts';
import * as quern from '../../dsl/index.ts';
import { transformerDecoder } from '../../dsl/nn/nets/index.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { type Formulas, formulasOf } from '../../runtime/cli/formulas.ts';
import { definitionIn } from '../../runtime/cli/functions.ts';
import { builtBy } from '../testing/oracles/formulas.ts';

const { affine, input, model, relu, sgd, trainStep } = quern;

async function formulas(definition: Definition, symbols = {}): Promise<Formulas & { graph: quern.Graph }> {
  const places = new Places();
  return places.follow(() => {
    const graph = definition.trace(symbols);
    return { graph, ...formulasOf(graph, places) };
  });
}

const ofFunction = (f: unknown) => formulas(definitionIn({ file: 'f.ts', name: 'f', exports: { f } }).definition);
const texts = ({ formulas }: Written) => formulas.map((f) => f.text);

const mish = lift((x: number) => x * Math.tanh(Math.log(1 + Math.exp(x))));

describe('derivatives of scalar functions', () => {
  test.each([
    [
      'sigmoid',
      quern.sigmoid,
      ['const y = sigmoid(x);', 'const d_x = mul(y, sub(1, y));'],
      ['y = \\sigma(x)', '\\frac{\\partial y}{\\partial x} = y (1 - y)'],
    ],
    [
      'tanh',
      quern.tanh,
      ['const y = tanh(x);', 'const d_x = sub(1, mul(y, y));'],
      ['y = \\tanh(x)', '\\frac{\\partial y}{\\partial x} = 1 - y^{2}'],
    ],
    [
      'softplus',
      quern.softplus,
      ['const y = add(maximum(x, 0), log1p(exp(neg(abs(x)))));', 'const d_x = sigmoid(x);'],
      ['y = \\max(x, 0) + \\ln\\left(1 + e^{-|x|}\\right)', '\\frac{\\partial y}{\\partial x} = \\sigma(x)'],
    ],
    [
      'silu',
      quern.silu,
      ['const y = mul(x, sigmoid(x));', 'const d_x = add(sigmoid(x), mul(x, mul(sigmoid(x), sub(1, sigmoid(x)))));'],
      ['y = x \\sigma(x)', '\\frac{\\partial y}{\\partial x} = \\sigma(x) + x \\sigma(x) (1 - \\sigma(x))'],
    ],
    [
      'mish, lifted',
      mish,
      [
        'const v1 = tanh(add(maximum(x, 0), log1p(exp(neg(abs(x))))));',
        'const y = mul(x, v1);',
        'const d_x = add(v1, mul(mul(x, sub(1, mul(v1, v1))), sigmoid(x)));',
      ],
      [
        'v^{(1)} = \\tanh\\left(\\max(x, 0) + \\ln\\left(1 + e^{-|x|}\\right)\\right)',
        'y = x v^{(1)}',
        '\\frac{\\partial y}{\\partial x} = v^{(1)} + x \\left(1 - \\left(v^{(1)}\\right)^{2}\\right) \\sigma(x)',
      ],
    ],
    [
      'reciprocal square root',
      quern.rsqrt,
      ['const y = rsqrt(x);', 'const d_x = mul(div(y, x), -0.5);'],
      ['y = \\frac{1}{\\sqrt{x}}', '\\frac{\\partial y}{\\partial x} = -0.5 \\frac{y}{x}'],
    ],
    [
      'two arguments',
      quern.div,
      ['const y = div(a, b);', 'const d_a = reciprocal(b);', 'const d_b = neg(div(y, b));'],
      [
        'y = \\frac{a}{b}',
        '\\frac{\\partial y}{\\partial a} = \\frac{1}{b}',
        '\\frac{\\partial y}{\\partial b} = -\\frac{y}{b}',
      ],
    ],
  ])('%s', async (_, f, typescript, tex) => {
    const { simplified } = await ofFunction(f);
    expect(texts(simplified.typescript)).toEqual(typescript);
    expect(texts(simplified.tex)).toEqual(tex);
  });

  test('a branch is a case, and 0 elsewhere a bracket', async () => {
    const { simplified } = await ofFunction((x: never) => quern.leakyRelu(x, 0.2));
    expect(texts(simplified.tex)).toEqual([
      'y = \\begin{cases} x & x > 0 \\\\ 0.2 x & \\text{otherwise} \\end{cases}',
      '\\frac{\\partial y}{\\partial x} = \\begin{cases} 1 & x > 0 \\\\ 0.2 & \\text{otherwise} \\end{cases}',
    ]);
  });

  test('what is no pointwise function is said', async () => {
    await expect(ofFunction((x: never) => quern.expand(x, 0))).rejects.toThrow(
      'f.ts#f: expected a pointwise function of 1 to 4 tensors: it gives no f32 of the shape of its arguments',
    );
  });
});

const line = model({ out: affine(4, 3) }, input('batch', 4), (p, x) => p.out(x), 'line');

test('squared error of an affine map, before and after it is simplified', async () => {
  const { written, simplified } = await formulas(trainStep(line, quern.squaredError, sgd(0.1)), { batch: 2 });
  expect(texts(written.typescript)[2]).toBe('const v2 = mul(mul(1, reciprocal(scalar(6))), v1);');
  expect(texts(simplified.typescript)).toEqual([
    'const v1 = sub(add(matmul(input, out_w), out_b), target);',
    'const loss = div(sum(mul(v1, v1)), 6);',
    'const v2 = add(mul(1 / 6, v1), mul(1 / 6, v1));',
    'const d_out_w = matmul(transpose(input), v2);',
    'const d_out_b = sum(v2, 0);',
    'const next_out_w = sub(out_w, mul(d_out_w, 0.1));',
    'const next_out_b = sub(out_b, mul(d_out_b, 0.1));',
    'const next_step = add(step, 1);',
  ]);
  expect(texts(simplified.tex).slice(0, 6)).toEqual([
    'v^{(1)}_{i j} = \\sum_{k} \\mathrm{input}_{i k} w^{\\text{out}}_{k j} + b^{\\text{out}}_{j} - \\mathrm{target}_{i j}',
    '\\mathrm{loss} = \\frac{\\sum_{i, j} \\left(v^{(1)}_{i j}\\right)^{2}}{6}',
    'v^{(2)} = \\frac{1}{3} v^{(1)}',
    '\\left(\\frac{\\partial \\mathrm{loss}}{\\partial w^{\\text{out}}}\\right)_{i j} = \\sum_{k} v^{(2)}_{k j} \\mathrm{input}_{k i}',
    '\\left(\\frac{\\partial \\mathrm{loss}}{\\partial b^{\\text{out}}}\\right)_{i} = \\sum_{j} v^{(2)}_{j i}',
    'w^{\\text{out}\\prime} = w^{\\text{out}} - 0.1 \\frac{\\partial \\mathrm{loss}}{\\partial w^{\\text{out}}}',
  ]);
});

test('cross entropy: the derivative is softmax less the label', async () => {
  const { simplified } = await formulas(trainStep(line, quern.crossEntropy, sgd(0.1)), { batch: 2 });
  expect(texts(simplified.tex)).toEqual(
    expect.arrayContaining([
      'v^{(2)}_{i j} = [j = \\mathrm{target}_{i}]',
      'v^{(7)} = e^{v^{(3)} - v^{(5)}}',
      'v^{(8)}_{i} = \\sum_{j} \\begin{cases} 0 & v^{(2)}_{i j} \\\\ v^{(7)}_{i j} & \\text{otherwise} \\end{cases}',
      'v^{(10)}_{i j} = v^{(1)}_{i} \\begin{cases} -v^{(8)}_{i} & v^{(2)}_{i j} \\\\ v^{(7)}_{i j} & \\text{otherwise} \\end{cases} \\frac{0.5}{v^{(9)}_{i}}',
    ]),
  );
});

test('an index inside of two sums is neither of the outer ones', async () => {
  const two = model({ a: affine(4, 3), b: affine(3, 2) }, input('batch', 4), (p, x) => p.b(p.a(x)));
  const { simplified } = await formulas(quern.predictStep(two), { batch: 2 });
  expect(texts(simplified.tex)).toEqual([
    '\\mathrm{output}_{i j} = \\sum_{k} \\left(\\sum_{l} \\mathrm{input}_{i l} w^{\\text{a}}_{l k} + b^{\\text{a}}_{k}\\right) w^{\\text{b}}_{k j} + b^{\\text{b}}_{j}',
  ]);
});

describe('the printed statements build the values of the graph', () => {
  const fed = (e: Expr, k: number) =>
    Array.from({ length: e.shape.reduce((a, b) => a * b, 1) }, (_, i) =>
      e.dtype === 'f32' ? 0.6 + 0.5 * Math.sin(1.7 * i + k) : (i * 7 + k) % 3,
    );

  const conv = model(
    { first: quern.crossCorrelate(1, 2, 3, { padding: 1, stride: 2 }), out: affine(32, 3) },
    input('batch', 1, 8, 8),
    (p, x) => p.out(quern.flatten(relu(p.first(x)))),
  );
  const recurrent = model({ layer: quern.lstm(3, 4), out: affine(4, 3) }, input('batch', 5, 3), (p, x) =>
    p.out(p.layer(x).state.h),
  );
  const attentive = model(
    { net: transformerDecoder({ vocabulary: 5, width: 8, hidden: 6, heads: 2, blocks: 1 }) },
    input.i32('batch', 4),
    (p, x) => p.net(x),
  );

  test.each<[string, Definition]>([
    ['a line', trainStep(line, quern.crossEntropy, quern.adam())],
    ['a convolution', trainStep(conv, quern.crossEntropy, sgd(0.1))],
    ['a loop', trainStep(recurrent, quern.crossEntropy, sgd(0.1))],
    ['attention, rows taken by number', trainStep(attentive, quern.crossEntropy, sgd(0.1))],
  ])('%s', async (_, definition) => {
    const { graph, written, simplified } = await formulas(definition, { batch: 2 });
    const leaves = [...graph.inputs, ...graph.states].map((l) => l.leaf);
    const feeds = new Map<Expr, number[]>(leaves.map((leaf, k) => [leaf, fed(leaf, k)]));
    for (const { typescript } of [written, simplified]) {
      const built = builtBy(typescript);
      const results = typescript.formulas.filter((f) => built.has(f.what));
      const names = results.map((f) => f.what);
      const got = evaluate(
        names.map((n) => built.get(n)!),
        feeds,
      );
      const expected = evaluate(
        results.map((f) => f.value),
        feeds,
      );
      names.forEach((name, i) => {
        expect(got[i]!.length, name).toBe(expected[i]!.length);
        for (const [k, v] of got[i]!.entries()) expect(v, name).toBeCloseTo(expected[i]![k]!, 6);
      });
      expect(names.length).toBeGreaterThan(5);
    }
  });
});
