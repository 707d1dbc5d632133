// Names: outputs of any tree by path, names that a step gives itself beside those of the model, and names that every object
// has ('constructor', '__proto__'), as inputs, targets, outputs, metrics, parameters, states and dimensions.
import { describe, expect, it } from 'vitest';
import { dataset } from '../../runtime/data/index.ts';
import {
  adam,
  add,
  affine,
  compile,
  dropout,
  evaluateStep,
  grad,
  input,
  mean,
  model,
  mul,
  onesInitializer,
  parameter,
  predictStep,
  sgd,
  square,
  squaredError,
  sub,
  sum,
  type Tensor,
  fit as train,
  trainStep,
} from '../../runtime/index.ts';

const one = { w: parameter('w', [1], onesInitializer) };

describe('outputs', () => {
  it('of a tree are named by path, as inputs and parameters are', async () => {
    const net = model({ a: affine(2, 1) }, input('n', 2), (p, x) => ({
      y: p.a(x),
      g: grad(sum(p.a(x)), p.a.params),
      list: [mul(x, 2), { deep: mul(x, 3) }],
    }));
    const program = await compile(predictStep(net), { n: 1 });
    const { outputs } = await program.run(program.initialState(1), { input: [1, 2] });
    expect(Object.keys(outputs)).toEqual(['y', 'g.w', 'g.b', 'list.0', 'list.1.deep']);
    expect(outputs['g.w']).toEqual(Float32Array.of(1, 2));
    expect(outputs['list.1.deep']).toEqual(Float32Array.of(3, 6));
  });

  it('that training shows besides are, too', async () => {
    const net = model(one, input(1), (p, x) => ({ y: mul(x, p.w), twice: { y: mul(x, 2) } }));
    const loss = { target: input(1), loss: (o: { y: Tensor<[1]> }, t: Tensor<[1]>) => mean(square(sub(o.y, t))) };
    for (const definition of [
      trainStep(net, loss, sgd(), { prediction: true }),
      evaluateStep(net, loss, { prediction: true }),
    ]) {
      const program = await compile(definition);
      const { outputs } = await program.run(program.initialState(1), { input: [3], target: [3] });
      expect(outputs).toMatchObject({ 'prediction.y': Float32Array.of(3), 'prediction.twice.y': Float32Array.of(6) });
    }
  });

  it('none, or what is no tensor, is an error', async () => {
    const of = (value: unknown) => compile(predictStep(model(one, input(1), () => value as Tensor<[1]>)));
    for (const nothing of [{}, [], { a: {} }]) await expect(of(nothing)).rejects.toThrow('returns no tensors');
    await expect(of({ a: { b: 3 } })).rejects.toThrow("found number at 'a.b'");
    await expect(of(undefined)).rejects.toThrow();
  });
});

describe('names that a step gives itself', () => {
  const loss = squaredError;
  it('an input of the name of the target is an error where the step is declared, not for a prediction', async () => {
    const net = model(one, { target: input('n', 1) }, (p, { target }) => mul(target, p.w), 'net');
    const message = "net has an input named 'target', and so has the loss, which is fed beside it; rename one";
    expect(() => trainStep(net, loss, sgd())).toThrow(`trainStep: ${message}`);
    expect(() => evaluateStep(net, loss)).toThrow(`evaluateStep: ${message}`);
    const program = await compile(predictStep(net), { n: 1 });
    expect((await program.run(program.initialState(1), { target: [5] })).outputs.output).toEqual(Float32Array.of(5));
    // the fix: a loss whose target has another name
    const own = {
      target: { wanted: input('n', 1) },
      loss: (o: never, t: { wanted: never }) => mean(square(sub(o, t.wanted))),
    };
    const step = await compile(trainStep(net, own as never, sgd()), { n: 1 });
    await step.run(step.initialState(1), { target: [5], wanted: [4] });
  });

  it.each(['loss', 'prediction'])('a metric named %s is an error where the step is declared', (name) => {
    const own = { target: input(1), loss: () => sum(one.w), metrics: { [name]: () => sum(one.w) } };
    const net = model(one, input(1), (p, x) => mul(x, p.w));
    expect(() => trainStep(net, own as never, sgd())).toThrow(`trainStep: a metric is named '${name}'`);
  });

  it.each(['step', 'key', 'optimizer'])('a parameter named %s trains, and its state is its own', async (name) => {
    const layers = {
      [name]: name === 'optimizer' ? { mean: { w: one.w }, mean2: affine(1, 1) } : one.w,
      w: affine(1, 1),
    };
    const net = model(layers, input('n', 1), (p, x, mode) => {
      const w = (name === 'optimizer' ? one.w : p[name]) as Tensor<[1]>;
      return dropout(0.1, mode)(mul(p.w(x) as Tensor<['n', 1]>, w) as never) as Tensor<['n', 1]>;
    });
    const step = await compile(trainStep(net as never, squaredError as never, adam(0.1)), { n: 1 });
    const { state } = await step.run(step.initialState(1), { input: [1], target: [2] });
    const tensors = await state.snapshot();
    const counter = tensors.get(name === 'step' ? 'optimizer.step' : 'step')!;
    expect(counter.data).toEqual(Int32Array.of(1));
    expect(tensors.get(name === 'key' ? 'optimizer.key' : 'key')!.shape).toEqual([4]);
    const path = name === 'optimizer' ? 'optimizer.mean.w' : name;
    expect(tensors.get(path)!.shape).toEqual([1]);
    const predict = await compile(predictStep(net as never), { n: 1 });
    await predict.run(predict.restore(tensors), { input: [1] });
  });

  it('two of one path are an error where the model is declared', () => {
    const [a, b] = [parameter('a', [1], onesInitializer), parameter('b', [1], onesInitializer)];
    expect(() => model({ 'a.b': a, a: { b } }, input(1), (_, x) => x, 'net')).toThrow(
      "model: two parameters of net are named 'a.b': a name with a dot reads as a path; rename one",
    );
    expect(() => model({}, { 'a.b': input(1), a: { b: input(2) } }, (_, { a }) => a.b)).toThrow(
      "model: two inputs of model are named 'a.b'",
    );
  });
});

const hostile = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__metadata__', 'prototype'];
/** `{ [name]: value }` as an own property, whatever the name. */
const own = <T>(name: string, value: T): Record<string, T> => Object.fromEntries([[name, value]]);

describe.each(hostile)("the name '%s'", (name) => {
  it('is one as any, of inputs, parameters, outputs, metrics and targets', async () => {
    const layers = own(name, affine(1, 1, { bias: 3 }));
    const net = model(layers, own(name, input('n', 1)), (p, x) => own(name, p[name]!(x[name]!)));
    const loss = {
      target: own(`${name}2`, input('n', 1)),
      loss: (o: Record<string, Tensor<['n', 1]>>, t: Record<string, Tensor<['n', 1]>>) =>
        mean(square(sub(o[name]!, t[`${name}2`]!))),
      metrics: own(name, (o: Record<string, Tensor<['n', 1]>>) => mean(o[name]!)),
    };
    const step = await compile(trainStep(net, loss, adam(0.1)), { n: 1 });
    const feeds = Object.fromEntries([
      [name, [2]],
      [`${name}2`, [0]],
    ]);
    let state = step.initialState(1);
    const first = await state.snapshot();
    expect(first.get(`${name}.b`)!.data).toEqual(Float32Array.of(3));
    const run = await step.run(state, feeds);
    state = run.state;
    expect(Object.keys(run.outputs)).toEqual(['loss', name]);
    expect(Object.hasOwn(run.outputs, name)).toBe(true);
    const after = await state.snapshot();
    expect(after.get(`${name}.b`)!.data).not.toEqual(first.get(`${name}.b`)!.data);
    expect([...after.keys()]).toEqual([...first.keys()]);
    const predict = await compile(predictStep(net), { n: 1 });
    const { outputs } = await predict.run(predict.restore(after), own(name, [2]));
    const [w, b] = ['w', 'b'].map((p) => after.get(`${name}.${p}`)!.data[0]!);
    expect(Object.getOwnPropertyDescriptor(outputs, name)!.value[0]).toBeCloseTo(2 * w! + b!, 5);
  });

  it('is missed where it is not given, and unknown where it is too many', async () => {
    const net = model(one, own(name, input(1)), (p, x) => mul(x[name]!, p.w));
    const program = await compile(predictStep(net));
    await expect(program.run(program.initialState(), {})).rejects.toThrow(`input '${name}' was not given`);
    const plain = await compile(predictStep(model(one, input(1), (p, x) => mul(x, p.w))));
    const feeds = Object.fromEntries([
      ['input', [1]],
      [name, [1]],
    ]);
    await expect(plain.run(plain.initialState(), feeds)).rejects.toThrow(`there is no input '${name}'`);
  });

  it('is one of a single parameter, whose optimiser goes by it', async () => {
    const net = model(own(name, parameter(name, [1], onesInitializer)), input(1), (p, x) => add(mul(x, p[name]!), 1));
    const step = await compile(trainStep(net, { target: input(1), loss: (o) => sum(o) }, sgd(1)));
    const { state } = await step.run(step.initialState(), { input: [2], target: [0] });
    expect((await state.snapshot()).get(name)!.data).toEqual(Float32Array.of(-1));
  });
});

// a dimension begins with a letter
it.each(hostile.filter((name) => !name.startsWith('_')))("'%s' is a name of dimensions", async (name) => {
  const net = model(one, input(name as 'n', 1), (p, x) => mul(x, p.w));
  await expect(compile(predictStep(net))).rejects.toThrow(`needs the size of '${name}'`);
  const program = await compile(predictStep(net), own(name, 2));
  const { outputs } = await program.run(program.initialState(1), { input: [1, 2] });
  expect(outputs.output).toEqual(Float32Array.of(1, 2));
  const data = dataset({ inputs: Float32Array.of(1, 2, 3), labels: new Int32Array(3), shape: [1], classes: 1 });
  const definition = trainStep(net, squaredError, sgd(0.1));
  const steps: number[] = [];
  const feeds = (batch: { count: number; inputs: Float32Array }) => ({ input: batch.inputs, target: batch.inputs });
  for await (const { position } of train(definition, { data, batch: 2, epochs: 1, feeds })) steps.push(position.step);
  expect(steps).toEqual([1, 2]);
  expect(() => fitOf(definition, own('other', 3))).not.toThrow();
});

const fitOf = (definition: Parameters<typeof train>[0], sizes: Record<string, number>) =>
  train(definition, {
    data: dataset({ inputs: Float32Array.of(1), labels: new Int32Array(1), shape: [1], classes: 1 }),
    batch: 1,
    epochs: 1,
    sizes,
  });
