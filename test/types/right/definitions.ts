// Right programs: definitions know their dimensions, feeds and outputs by name.
import { affine } from '../../../dsl/nn/affine.ts';
import { pipe } from '../../../dsl/nn/compose.ts';
import { type Model, model } from '../../../dsl/nn/model.ts';
import { relu } from '../../../dsl/ops/activations.ts';
import { add, greater, mul } from '../../../dsl/ops/binary.ts';
import { input } from '../../../dsl/ops/leaves.ts';
import { crossEntropy, type Loss, squaredError } from '../../../dsl/ops/loss.ts';
import { mean } from '../../../dsl/ops/reduce.ts';
import { adam, sgd } from '../../../dsl/optim/index.ts';
import type { Dim } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';
import { evaluateStep, predictStep, trainStep } from '../../../dsl/train.ts';
import { compile, type Definition, type Executable, type Feeds, fit, type State } from '../../../runtime/index.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(equal: Equal<A, B>): void;
declare function definition<S extends string, F extends string, O extends string>(
  d: Definition<S, F, O>,
): { symbols: S; feeds: F; outputs: O };

const net = model({ a: affine(8, 16), b: affine(16, 3) }, input('batch', 8), (p, x) => pipe(x, p.a, relu, p.b));
const step = trainStep(net, crossEntropy, adam());
same<typeof step, Definition<'batch', 'input' | 'target', 'loss' | 'correct'>>(true);
const predict = predictStep(net);
same<typeof predict, Definition<'batch', 'input', 'output'>>(true);

// trees of inputs, outputs and targets, by path
const tree = model(
  { a: affine(8, 3) },
  { x: input('batch', 'T', 8), more: { mask: input.bool('batch', 'S') }, pair: [input('T', 8), input(3)] as const },
  (p, { x, more, pair: [y, z] }) => ({
    logits: p.a(add(x, y)),
    parts: [mul(p.a(x), z), greater(p.a(y), 0), more.mask] as const,
  }),
);
const whole = definition(predictStep(tree));
same<typeof whole.symbols, 'batch' | 'T' | 'S'>(true);
same<typeof whole.feeds, 'x' | 'more.mask' | 'pair.0' | 'pair.1'>(true);
same<typeof whole.outputs, 'logits' | 'parts.0' | 'parts.1' | 'parts.2'>(true);

// a loss of one's own has targets, metrics and dimensions beside the model's
const own = evaluateStep(
  tree,
  {
    target: { y: input('batch', 'T', 'K') },
    loss: ({ logits }) => mean(logits),
    metrics: { largest: ({ logits }) => mean(logits), mean: (_, { y }) => mean(y) },
  },
  { prediction: true },
);
const scored = definition(own);
same<typeof scored.symbols, 'batch' | 'T' | 'S' | 'K'>(true);
same<typeof scored.feeds, 'x' | 'more.mask' | 'pair.0' | 'pair.1' | 'y'>(true);
same<
  typeof scored.outputs,
  'loss' | 'largest' | 'mean' | 'prediction.logits' | 'prediction.parts.0' | 'prediction.parts.1' | 'prediction.parts.2'
>(true);
const shown = definition(trainStep(net, squaredError, sgd(0.1), { prediction: true }));
same<typeof shown.outputs, 'loss' | 'prediction'>(true);

export async function run(state: State) {
  const program = await compile(step, { batch: 32 });
  same<typeof program, Executable<'input' | 'target', 'loss' | 'correct'>>(true);
  const { outputs } = await program.run(state, { input: new Float32Array(256), target: [0, 1] });
  // known outputs are there
  const [loss, correct] = [outputs.loss[0], outputs['correct'].length];
  // names that are not known until the program runs are compared then
  const [feeds, sizes]: [Feeds, Record<string, number>] = [{ input: [], target: [] }, { batch: 3 }];
  await program.run(state, feeds);
  await compile(step, sizes, { validate: true });
  for await (const { outputs } of fit(step, { data: {} as never, batch: 32, epochs: 1 })) outputs.loss.at(0);
  fit(own, { data: {} as never, batch: 32, epochs: 1, sizes: { T: 3 }, feeds: () => feeds });
  // any definition, and any program
  const [any, every]: [Definition, Executable[]] = [step, [program, await compile(predict, { batch: 2 })]];
  await (await compile(any, { batch: 3 })).run(state, { input: [] });
  await compile(predictStep(model({}, input(3), (_, x) => relu(x))));
  return { loss, correct, every };
}

// one of two models whose outputs differ
const few = model({ a: affine(3, 2) }, input('batch', 3), (p, x) => p.a(x));
const many = model({ a: affine(3, 3) }, input('batch', 3), (p, x) => p.a(x));
export const oneOf = (large: boolean) => {
  const chosen = large ? many : few;
  return [trainStep(chosen, crossEntropy, adam()), evaluateStep(chosen, crossEntropy), predictStep(chosen)];
};

// helpers that are generic in the model
export const trained = <M, I>(m: Model<M, I, Tensor<['batch', 3]>>) => trainStep(m, crossEntropy, adam());
export const scoredBy = <M, I, O>(m: Model<M, I, O>, loss: Loss) => evaluateStep(m, loss);
export const build = <N extends Dim>(n: N) =>
  predictStep(model({ a: affine(3, n) }, input('batch', 8, 3), (p, x) => relu(p.a(x))));
same<
  ReturnType<typeof trained<unknown, Tensor<['batch', 8]>>>,
  Definition<'batch', 'input' | 'target', 'loss' | 'correct'>
>(true);
