// What fuzzGradients covered of the user's own code, and what it says it did not test.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lift } from '../../compiler/source/lift/index.ts';
import {
  abs,
  add,
  affine,
  clamp,
  cpu,
  crossEntropy,
  customGradient,
  type Dim,
  elu,
  embedding,
  greater,
  input,
  leakyRelu,
  less,
  maximum,
  minimum,
  model,
  mul,
  pipe,
  relu,
  reluNetwork,
  type Shape,
  scan,
  sgd,
  sin,
  softmax,
  softplus,
  sum,
  type Tensor,
  tanh,
  trainStep,
  where,
  zeros,
} from '../../runtime/index.ts';
import { type FuzzReport, fuzzGradients } from '../testing/index.ts';

const lines = readFileSync(import.meta.filename, 'utf8').split('\n');
/** 'test/fuzz/covered.test.ts:60' of the line that ends with `// mark` */
const at = (mark: string) => `test/fuzz/covered.test.ts:${lines.findIndex((l) => l.endsWith(`// ${mark}`)) + 1}`;

const texts = ({ untested }: FuzzReport, kind: string) => untested.filter((u) => u.kind === kind).map((u) => u.text);

describe('branches', () => {
  const bent = lift((x: number) => {
    if (x > 100) return Math.exp(-x);
    return x < 0 ? Math.sin(x) : x * x;
  });
  const f = (x: Tensor<[5]>, y: Tensor<[5]>) => {
    const a = where(greater(x, 3), sin(x), tanh(x)); // where
    const b = add(relu(x), relu(add(y, 5))); // two relus
    const c = add(maximum(x, y), minimum(x, mul(y, 0))); // maximum
    const d = add(clamp(x, -3, 1), abs(y)); // clamp
    const e = add(leakyRelu(x), elu(add(x, -9))); // elu
    const g = bent(x); // lifted
    return sum(add(a, add(add(b, c), add(d, add(e, g)))));
  };
  const report = fuzzGradients(f, { inputs: [input(5), input(5)], runs: 6 });

  it('are counted by arm, with their places', async () => {
    const { branches } = (await report).covered;
    const found = Object.fromEntries(
      branches.map((b) => [
        `${b.op} ${b.place} ${b.number}`,
        Object.keys(b.arms).map((arm) => [arm, b.arms[arm]! > 0]),
      ]),
    );
    const both = (a: string, b: string) => [
      [a, true],
      [b, true],
    ];
    const second = (a: string, b: string) => [
      [a, false],
      [b, true],
    ];
    expect(found).toEqual({
      [`where ${at('where')} 1`]: second('condition true', 'condition false'),
      [`relu ${at('two relus')} 1`]: both('x > 0', 'x < 0'),
      [`relu ${at('two relus')} 2`]: [
        ['x > 0', true],
        ['x < 0', false],
      ],
      [`maximum ${at('maximum')} 1`]: both('first > second', 'first < second'),
      [`minimum ${at('maximum')} 1`]: both('first < second', 'first > second'),
      [`clamp ${at('clamp')} 1`]: [
        ['x < -3', false],
        ['x > -3', true],
      ],
      [`clamp ${at('clamp')} 2`]: both('x > 1', 'x < 1'),
      [`abs ${at('clamp')} 1`]: both('x > 0', 'x < 0'),
      [`leakyRelu ${at('elu')} 1`]: both('condition true', 'condition false'),
      [`elu ${at('elu')} 1`]: second('condition true', 'condition false'),
      [`lifted function ${at('lifted')} 1`]: both('condition true', 'condition false'),
      [`lifted function ${at('lifted')} 2`]: second('condition true', 'condition false'),
    });
  });

  it('that were never taken are said', async () => {
    expect(texts(await report, 'branch')).toEqual([
      `where at ${at('where')}: its condition was never true at any drawn point`,
      `relu at ${at('two relus')} (the second of its line): x < 0 was never the case at any drawn point`,
      `clamp at ${at('clamp')}: x < -3 was never the case at any drawn point`,
      `elu at ${at('elu')}: its condition was never true at any drawn point`,
      `condition 2 of the lifted function at ${at('lifted')}: its condition was never true at any drawn point`,
    ]);
  });

  it("of the library itself are not the user's", async () => {
    const net = model({ hidden: reluNetwork([4, 5, 3]) }, input('batch', 4), (p, x) =>
      softplus(softmax(p.hidden(x), 1)),
    );
    expect((await fuzzGradients(net, { runs: 2 })).covered.branches).toEqual([]);
    const bent = (p: { out: (x: Tensor<['batch', 4]>) => Tensor<['batch', 3]> }, x: Tensor<['batch', 4]>) =>
      relu(p.out(x)); // step
    const step = trainStep(model({ out: affine(4, 3) }, input('batch', 4), bent), crossEntropy, sgd(0.1));
    const { covered } = await fuzzGradients(step, { runs: 2 });
    expect(covered.branches).toMatchObject([{ op: 'relu', place: at('step') }]);
  });

  it('in the bodies of loops are counted in every step', async () => {
    const loop = <T extends Dim>(xs: Tensor<[T, 3]>) =>
      scan(zeros(3), xs, (h, x) => {
        const next = where(less(h, 2), add(h, x), sin(h)); // body
        return [next, next];
      }).carry;
    const { covered } = await fuzzGradients(loop, { inputs: [input('time', 3)], runs: 3, symbols: { time: 4 } });
    const [branch] = covered.branches;
    expect(branch).toMatchObject({ op: 'where', place: at('body') });
    expect(Object.values(branch!.arms).reduce((a, b) => a + b)).toBe(3 * 4 * 3);
  });

  it('kinks that are hit are counted', async () => {
    const { covered, untested } = await fuzzGradients((x: Tensor<[4]>) => sum(relu(mul(x, 0))), {
      inputs: [input(4)],
      runs: 2,
    });
    expect(covered.branches).toMatchObject([{ kinks: 8 }]);
    expect(untested.filter((u) => u.kind === 'kink')).toEqual([]);
  });
});

describe('stated derivatives', () => {
  const clipped = <S extends Shape>(x: Tensor<S>) =>
    customGradient(mul(x, x), [x], (g) => [mul(where(less(x, 50), g, mul(g, 0)), mul(2, x))]); // clipped

  it('have the branches of their rules counted at the cotangents that they are given', async () => {
    const report = await fuzzGradients((x: Tensor<[3]>) => sum(clipped(x)), { inputs: [input(3)], runs: 3, order: 1 });
    expect(report.covered.rules).toEqual([{ place: at('clipped'), reached: 3, second: 0 }]);
    expect(texts(report, 'branch')).toEqual([
      `where at ${at('clipped')}, in the rule of customGradient at ${at('clipped')}: its condition was never false at any drawn point`,
    ]);
    expect(texts(report, 'order')).toEqual([
      `second derivatives through customGradient at ${at('clipped')} (order: 1)`,
    ]);
  });

  it('that nothing depends on are said', async () => {
    const f = (x: Tensor<[3]>) => sum(where(greater(x, 9), clipped(x), x));
    const report = await fuzzGradients(f, { inputs: [input(3)], runs: 3 });
    expect(texts(report, 'rule')).toEqual([
      `customGradient at ${at('clipped')}: no result depended on it at any drawn point; its rule was tried alone`,
    ]);
  });
});

describe('what was drawn and compared', () => {
  const words = model(
    { table: embedding(7, 3), out: affine(3, 2) },
    { tokens: input.i32('batch'), scale: input('batch', 3) },
    (p, x) => pipe(mul(p.table(x.tokens), x.scale), p.out),
    'words',
  );

  it('is said, as data and in sentences', async () => {
    const report = await fuzzGradients(words, { runs: 4 });
    expect(report.covered).toMatchObject({
      orders: [1, 2],
      backends: [],
      inputs: [
        { name: 'tokens', dtype: 'i32', low: 0, high: 6 },
        { name: 'scale', dtype: 'f32', low: -2, high: 2 },
      ],
    });
    expect(report.untested.map((u) => u.text)).toEqual([
      'derivatives of order 3 and more',
      "integers other than 0 to 6, of input 'tokens' (set domains)",
      "values outside [-2, 2], of input 'scale' (set domains)",
      'compiled programs: no backend was compared (set backends)',
      expect.stringMatching(/^sizes of 'batch' other than 1, .* \(set symbols\)$/),
    ]);
  });

  it('follows the options', async () => {
    const options = {
      runs: 1,
      order: 1,
      backends: [cpu()],
      symbols: { batch: 2 },
      domains: { tokens: { low: 0, high: 6 } },
    } as const;
    const report = await fuzzGradients(words, options);
    expect(report.covered).toMatchObject({ orders: [1], backends: ['cpu'], sizes: { batch: [2] } });
    expect(texts(report, 'order')).toEqual(['second derivatives (order: 1)']);
    expect(texts(report, 'backend')).toEqual([]);
  });

  it('an operation of which every check stayed undecided is said', async () => {
    const { log } = await import('../../runtime/index.ts');
    const f = (x: Tensor<[3]>) => sum(log(x));
    const report = await fuzzGradients(f, {
      inputs: [input(3)],
      runs: 3,
      domains: { 0: { low: -2, high: -1 } } as never,
      onInconclusive: 'ignore',
    });
    expect(texts(report, 'operation')).toEqual([
      expect.stringMatching(/^log: every check of .*differences.* stayed undecided$/),
      expect.any(String),
    ]);
  });
});
