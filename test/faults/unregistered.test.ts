// Kind: what a model's function uses and the model does not have. The error names the layer by its parameters, the model,
// the line and what to write; it is the same for training, evaluation and prediction, in loops and in losses.
import { describe, expect, it } from 'vitest';
import {
  add,
  affine,
  batchNorm,
  compile,
  type Definition,
  evaluateStep,
  gru,
  input,
  matmul,
  mean,
  model,
  ones,
  parameter,
  predictStep,
  scan,
  sgd,
  squaredError,
  type Tensor,
  trainStep,
  zeros,
  zerosInitializer,
} from '../../runtime/index.ts';

type Rows = Tensor<['n', 4]>;
const extra = affine(4, 4);
const alone = parameter('bias', [4], zerosInitializer);
const uses: Readonly<Record<string, readonly [(x: Rows) => Rows, string]>> = {
  'a layer': [(x) => extra(x), 'parameters w [4, 4], b [4]'],
  'a parameter': [(x) => add(x, alone), 'parameter bias [4]'],
  'a layer in a loop': [
    (x) => add(x, scan(zeros(4), ones(3, 4), (h, row) => [add(h, extra(row)), row]).carry),
    'parameters w [4, 4], b [4]',
  ],
  'some of a tied layer': [(x) => matmul(x, extra.params.w), 'parameter w [4, 4]'],
};

const here = /\(.*at [^()]*unregistered\.test\.ts:\d+\)$/;
const failing = (definition: Definition) =>
  compile(definition, { n: 2 }).then(
    () => 'nothing',
    (error: Error) => error.message,
  );

describe.each(Object.entries(uses))('%s', (_, [use, named]) => {
  const net = model({ a: affine(4, 4) }, input('n', 4), (p, x) => use(p.a(x)), 'net');
  it.each<[string, Definition]>([
    ['training', trainStep(net, squaredError, sgd(0.1))],
    ['evaluation', evaluateStep(net, squaredError)],
    ['prediction', predictStep(net)],
  ])('in %s', async (_, definition) => {
    const said = await failing(definition);
    expect(said).toContain(`check: a layer is used that is not among the layers of net`);
    expect(said).toContain(`: ${named}; add it, model({ ..., layer }, ...), and use it as p.layer`);
    expect(said).toMatch(here);
  });
});

it('in a loss of its own', async () => {
  const net = model({ a: affine(4, 4) }, input('n', 4), (p, x) => p.a(x), 'net');
  const own = { target: input('n', 4), loss: (y: Rows, t: Rows) => mean(add(extra(y), t)) };
  expect(await failing(trainStep(net, own, sgd(0.1)))).toContain('parameters w [4, 4], b [4]; add it');
});

it('an input that is declared elsewhere', async () => {
  const other = input(2, 4);
  const net = model({}, input(2, 4), (_, x) => add(x, other), 'net');
  const said = await compile(predictStep(net)).catch((error: Error) => error.message);
  expect(said).toContain('check: input [2, 4] is used but is not among the inputs of net; declare it there');
  expect(said).toMatch(here);
});

it('layers of layers that are registered are none', async () => {
  const shared = { norm: batchNorm(4), read: gru(4, 4) };
  const net = model({ parts: [shared], a: affine(4, 4) }, input('n', 3, 4), (p, x) => p.a(shared.read(x).state));
  expect((await compile(predictStep(net), { n: 2 })).kernels).toBeGreaterThan(0);
});
