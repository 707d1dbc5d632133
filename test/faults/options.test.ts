// A misspelt option, or one that cannot be, was taken in silence: the default was used, or training diverged.

import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as quern from '../../runtime/index.ts';
import type { Untyped } from '../laws/cases/case.ts';
import { calls } from './calls.ts';

const root = join(import.meta.dirname, '../..');
const entries = [
  'runtime/index.ts',
  'dsl/nn/nets/index.ts',
  'runtime/data/index.ts',
  'runtime/node.ts',
  'runtime/gpujs.ts',
  'test/testing/index.ts',
];

/** The public functions, and what they return, whose last parameter is an object of options, as TypeScript says. */
function takingOptions(): string[] {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    root,
  );
  const files = entries.map((entry) => join(root, entry));
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  const found = new Set<string>();
  const visit = (name: string, type: ts.Type): void => {
    for (const signature of type.getCallSignatures()) {
      const last = signature.parameters.at(-1)?.valueDeclaration;
      if (last !== undefined && ts.isParameter(last) && !last.dotDotDotToken && isOptions(last.type?.getText() ?? ''))
        found.add(name);
      if (!name.endsWith('()')) visit(`${name}()`, signature.getReturnType());
    }
  };
  for (const file of files) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
    for (const symbol of checker.getExportsOfModule(module)) {
      const real = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      if (real.flags & ts.SymbolFlags.Value) visit(symbol.name, checker.getTypeOfSymbol(real));
    }
  }
  return [...found].sort();
}

const isOptions = (type: string) => /(Options|Masks|Sizes)\b|Omit<Dataset/.test(type);

describe('a misspelt option', () => {
  it('is tried with every public function that takes options', () => {
    expect(takingOptions().filter((name) => !(name in calls))).toEqual([]);
  });

  it.each(Object.keys(calls))('%s', async (name) => {
    const said = async (options: Readonly<Record<string, unknown>>) =>
      Promise.resolve()
        .then(() => calls[name]!(options))
        .then(
          () => 'no error',
          (error: Error) => error.message,
        );
    expect(await said({ qwertz: 1 })).toContain("has no option 'qwertz'");
    expect(await said({ toString: 1 })).toContain("has no option 'toString'");
  });

  it('says what was meant', () => {
    expect(() => quern.adam(0.1, { beta3: 0.9 } as never)).toThrow("adam has no option 'beta3'");
    expect(() => quern.adam(0.1, { epsilom: 1 } as never)).toThrow("did you mean 'epsilon'?");
  });

  it('is an error where the options are no object', () => {
    expect(() => quern.adam(0.1, 0.9 as never)).toThrow(
      'adam: its options are an object, { beta1, beta2, epsilon }, not 0.9',
    );
    expect(() => quern.adam(0.1, [0.9, 0.999] as never)).toThrow('not an array');
    expect(() => quern.affine(2, 3, quern.heNormal.draw as never)).toThrow('not a function');
  });
});

const { sgd, momentum, nesterov, rmsProp, adam, adamW, clipByGlobalNorm, clipByValue } = quern;
const optimizers = { sgd, momentum, nesterov, rmsProp, adam, adamW } as const;

describe('numbers that cannot be', () => {
  describe.each(Object.entries(optimizers))('%s', (name, optimizer) => {
    it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('rate %s', (rate) => {
      expect(() => optimizer(rate)).toThrow(`${name}: rate is ${rate}; it must be finite and not negative`);
    });
    it('no rate at all', () => expect(() => optimizer(null as never)).toThrow(`${name}: rate is null`));
    it('rate 0 trains nothing, and is one', () => expect(optimizer(0).name).toBe(name));
  });
  it.each([-1, 0, Number.NaN, Number.POSITIVE_INFINITY])('clipping at %s', (limit) => {
    for (const clip of [clipByGlobalNorm, clipByValue])
      expect(() => clip(limit, sgd())).toThrow(`${clip.name}: limit is ${limit}; it must be positive and finite`);
  });
  it.each([1, 1.5, -0.1, Number.NaN])('a moving average of %s', (b) => {
    const kind = 'it must be 0 or more and less than 1';
    expect(() => adam(0.1, { beta1: b })).toThrow(`adam: beta1 is ${b}; ${kind}`);
    expect(() => adamW(0.1, { beta2: b })).toThrow(`adamW: beta2 is ${b}; ${kind}`);
    expect(() => rmsProp(0.1, { decay: b })).toThrow(`rmsProp: decay is ${b}; ${kind}`);
    expect(() => momentum(0.1, b)).toThrow(`momentum: mu is ${b}; ${kind}`);
    expect(() => nesterov(0.1, b)).toThrow(`nesterov: mu is ${b}; ${kind}`);
  });
  it.each([-1, Number.NaN])('epsilon and decay %s', (x) => {
    expect(() => adam(0.1, { epsilon: x })).toThrow(`adam: epsilon is ${x}`);
    expect(() => rmsProp(0.1, { epsilon: x })).toThrow(`rmsProp: epsilon is ${x}`);
    expect(() => adamW(0.1, { weightDecay: x })).toThrow(`adamW: weightDecay is ${x}`);
    expect(() => quern.layerNorm(4, { epsilon: x })).toThrow(`layerNorm: epsilon is ${x}`);
    expect(() => quern.batchNorm(4, { epsilon: x })).toThrow(`batchNorm: epsilon is ${x}`);
    expect(() => quern.rmsNorm(4, { epsilon: x })).toThrow(`rmsNorm: epsilon is ${x}`);
    expect(() => quern.groupNorm(4, 2, { epsilon: x })).toThrow(`groupNorm: epsilon is ${x}`);
    expect(() => quern.batchNorm(4, { momentum: x })).toThrow(`batchNorm: momentum is ${x}`);
  });
  it.each([0, -1, Number.NaN])('schedules of %s steps', (steps) => {
    expect(() => quern.warmup(steps, 0.1)).toThrow(`warmup: steps is ${steps}`);
    expect(() => quern.cosineDecay(0.1, steps)).toThrow(`cosineDecay: steps is ${steps}`);
    expect(() => quern.stepDecay(0.1, steps)).toThrow(`stepDecay: every is ${steps}`);
    expect(() => quern.exponentialDecay(0.1, steps)).toThrow(`exponentialDecay: every is ${steps}`);
    expect(() => quern.joined(0.1, steps, 0.2)).toThrow(`joined: at is ${steps}`);
  });
  it('schedules of negative rates', () => {
    expect(() => quern.warmup(1, -1)).toThrow('warmup: rate is -1');
    expect(() => quern.cosineDecay(-1, 5)).toThrow('cosineDecay: rate is -1');
    expect(() => quern.cosineDecay(1, 5, -1)).toThrow('cosineDecay: last is -1');
    expect(() => quern.joined(0.1, 3, -2)).toThrow('joined: rate is -2');
  });
  it.each([-1, 1.5, 2 ** 23, 2 ** 24, Number.NaN])('foldIn(key, %s)', (data) => {
    expect(() => quern.foldIn(quern.keyOf(1), data)).toThrow(
      `foldIn: data is ${data}; it must be a whole number from 0 to 2^23 - 1`,
    );
  });
  it.each([0, -1, 1.5])('strides, counts and classes of %s', (n) => {
    expect(() => quern.basicBlock(2, 2, { stride: n as never })).toThrow(`basicBlock: stride is ${n}`);
    expect(() => quern.bottleneckBlock(2, 2, 2, { stride: n as never })).toThrow(`bottleneckBlock: stride is ${n}`);
    expect(() => calls.greedy!({ steps: n })).toThrow(`greedy: steps is ${n}`);
    expect(() => calls.beamSearch!({ steps: n })).toThrow(`beamSearch: steps is ${n}`);
    expect(() => calls.dataset!({ classes: n })).toThrow(`dataset: classes is ${n}`);
  });
  const required: Readonly<Record<string, (n: never) => unknown>> = {
    'clipByValue: limit': (n) => clipByValue(n, sgd()),
    'clipByGlobalNorm: limit': (n) => clipByGlobalNorm(n, sgd()),
    'cosineDecay: steps': (n) => quern.cosineDecay(0.1, n),
    'cosineDecay: rate': (n) => quern.cosineDecay(n, 10),
    'exponentialDecay: every': (n) => quern.exponentialDecay(0.1, n),
    'stepDecay: rate': (n) => quern.stepDecay(n, 3),
    'warmup: steps': (n) => quern.warmup(n, 0.1),
    'warmup: rate': (n) => quern.warmup(3, n),
    'joined: at': (n) => quern.joined(0.1, n, 0.2),
    'joined: rate': (n) => quern.joined(n, 3, 0.2),
    'dropout: rate': (n) => quern.dropout(n, { training: true } as never),
    'clamp: low': (n) => quern.clamp(quern.ones(2), n, 1),
    'clamp: high': (n) => quern.clamp(quern.ones(2), 0, n),
    'scale: by': (n) => quern.scale(quern.ones(2), n),
    'randomBernoulli: probability': (n) => quern.randomBernoulli(quern.keyOf(1), n, 2),
    'greedy: steps': (n) => calls.greedy!({ steps: n }),
    'dataset: classes': (n) => calls.dataset!({ classes: n }),
    'batches: seed': (n) => calls.batches!({ seed: n }),
  };
  const optional: typeof required = {
    'huber: delta': (n) => quern.huber(quern.ones(2), quern.zeros(2), n),
    'leakyRelu: slope': (n) => quern.leakyRelu(quern.ones(2), n),
    'elu: alpha': (n) => quern.elu(quern.ones(2), n),
    'batchNorm: momentum': (n) => quern.batchNorm(4, { momentum: n }),
    'crossEntropy: ignoreIndex': (n) => quern.crossEntropy(quern.ones(2, 3), quern.iota(2), { ignoreIndex: n }),
  };
  it.each(Object.entries(required))('%s is missing', (name, call) => {
    expect(() => call(undefined as never)).toThrow(`${name} is undefined; it must be `);
  });
  it.each(Object.entries({ ...required, ...optional }))('%s is no number', (name, call) => {
    for (const value of [null, '0.5', true, [1], {}])
      expect(() => call(value as never), String(value)).toThrow(`${name} is ${String(value)}; it must be `);
  });
  it.each(Object.entries(optional))('%s may be missing', (_, call) => {
    expect(() => call(undefined as never)).not.toThrow();
  });
  /** what no type lets through */
  const q = quern as unknown as Untyped;
  const places: Readonly<Record<string, (n: unknown) => unknown>> = {
    'slice: from': (n) => q.slice!(quern.ones(4), 0, n, 3),
    'slice: step': (n) => q.slice!(quern.ones(4), 0, 0, 3, { step: n }),
    'split: parts': (n) => q.split!(quern.ones(4), 0, n),
    'pad: before': (n) => q.pad!(quern.ones(4), 0, n, 1),
    'repeat: count': (n) => q.repeat!(quern.ones(4), 0, n),
    'sum: axes': (n) => q.sum!(quern.ones(4), n),
    'softmax: axis': (n) => q.softmax!(quern.ones(4), n),
    'flip: axes': (n) => q.flip!(quern.ones(4), n),
    'concat: axis': (n) => q.concat!(n, quern.ones(4), quern.ones(4)),
    'stack: axis': (n) => q.stack!(n, quern.ones(4), quern.ones(4)),
    'einsum: specification': (n) => q.einsum!(n, quern.ones(4)),
    'groupNorm: groups': (n) => q.groupNorm!(4, n),
    'maxPool1d: window': (n) => q.maxPool1d!(quern.ones(1, 1, 4), n),
    'scatterAdd: rows': (n) => q.scatterAdd!(n, quern.iota(3), quern.ones(3)),
    'cast: type': (n) => q.cast!(quern.ones(4), n),
    'scan: what the body returns': (n) => q.scan!(quern.zeros(), quern.ones(4), () => n),
  };
  it.each(Object.entries(places))('%s, in the words of the language', (_, call) => {
    for (const value of [null, {}, 'a', true, 1.5])
      expect(() => call(value as never), String(value)).toThrow(/^(?!.*(Cannot read|is not a function|not iterable))/s);
  });
  it('words that are no choice', () => {
    expect(() => quern.gru(2, 3, { reset: 'behind' as never })).toThrow(
      "gru: reset is 'behind'; it must be 'before' or 'after'",
    );
    expect(() => quern.transformerBlock(4, 8, { norm: 'middle' as never })).toThrow("norm is 'middle'");
    expect(() => quern.batchNorm(4, { axis: 2 as never })).toThrow('batchNorm: axis is 2; it must be 1 or -1');
    expect(() => calls.batches!({ lastPartial: 'no' })).toThrow("lastPartial is 'no'; it must be 'keep' or 'drop'");
  });
});

const { affine, compile, input, model, predictStep, squaredError, trainStep } = quern;

describe('a model that returns no tensors', () => {
  const net = (forward: unknown) => model({ out: affine(2, 1) }, input('n', 2), forward as never, 'net');
  const right = model({ out: affine(2, 1) }, input('n', 2), (p, x) => p.out(x), 'net');
  const wrong: readonly [string, () => unknown, string][] = [
    ['a promise', async () => quern.ones(2), 'a promise; it builds an expression, and there is nothing to wait for'],
    ['nothing', () => undefined, 'undefined; a function with braces needs return'],
    ['null', () => null, 'null; it returns a tensor, or an object of tensors'],
    ['a number', () => 3, '3; scalar(x) is the tensor of a number'],
    ['a function', () => () => 3, 'a function; it returns a tensor'],
  ];
  it.each(wrong)('but %s', async (_, forward, said) => {
    const definitions = [
      predictStep(net(forward)),
      trainStep(net(forward), squaredError, sgd()),
      quern.evaluateStep(net(forward), squaredError),
    ];
    for (const definition of definitions)
      await expect(compile(definition, { n: 1 })).rejects.toThrow(`net: forward returned ${said}`);
  });
  it.each(wrong)('in a loss of its own: %s', async (_, loss, said) => {
    const definition = trainStep(right, { target: input('n'), loss: loss as never }, sgd());
    await expect(compile(definition, { n: 1 })).rejects.toThrow(`loss: got ${said}`);
  });
  it('in a schedule', async () => {
    const step = (rate: unknown) => compile(trainStep(right, squaredError, sgd(rate as never)), { n: 1 });
    await expect(step(() => 0.1)).rejects.toThrow('the schedule must return a scalar tensor, not number');
    await expect(step(() => quern.ones(2))).rejects.toThrow('the schedule must return a scalar, not [2]');
  });
  it('is no function', () => {
    expect(() => net(undefined)).toThrow('model: the third argument is (layers, inputs, mode)');
  });
});

describe('what is no model, loss or optimiser', () => {
  const net = model({ out: affine(2, 1) }, input('n', 2), (p, x) => p.out(x), 'net');
  const parts = { undefined: undefined, null: null, number: 3, object: {}, function: () => 1 };
  it.each(Object.entries(parts))('but %s', (kind, part) => {
    const wrong = part as never;
    for (const [by, step] of Object.entries({ trainStep, evaluateStep: quern.evaluateStep, predictStep }))
      expect(() => (step as (...args: unknown[]) => unknown)(wrong, squaredError, sgd())).toThrow(
        `${by}: expected a model, got ${kind}; write model(layers, inputs, forward)`,
      );
    for (const [by, step] of Object.entries({ trainStep, evaluateStep: quern.evaluateStep }))
      expect(() => (step as (...args: unknown[]) => unknown)(net, wrong, sgd())).toThrow(
        `${by}: expected a loss, got ${kind}; write crossEntropy, or { target, loss }`,
      );
    const said = (by: string) => `${by}: expected an optimizer, got ${kind}; write adam(), or sgd(0.1)`;
    expect(() => trainStep(net, squaredError, wrong)).toThrow(said('trainStep'));
    expect(() => clipByValue(1, wrong)).toThrow(said('clipByValue(1)'));
    expect(() => clipByGlobalNorm(1, wrong)).toThrow(said('clipByGlobalNorm(1)'));
    expect(() => quern.lazy(wrong)).toThrow(said('lazy'));
  });
});
