// Digits: a network, trained on 8,000 of them, judged on 2,000 others.
import type { Model } from '../../dsl/nn/model.ts';
import { crossEntropy } from '../../dsl/ops/loss.ts';
import type { Optimizer } from '../../dsl/optim/optimizer.ts';
import { cosineDecay } from '../../dsl/optim/schedules.ts';
import { adam } from '../../dsl/optim/updates.ts';
import type { Tensor } from '../../dsl/tensor.ts';
import { evaluateStep, trainStep } from '../../dsl/train.ts';
import { compile } from '../../runtime/compile.ts';
import { batches } from '../../runtime/data/batches.ts';
import { type Dataset, take } from '../../runtime/data/dataset.ts';
import type { Feeds } from '../../runtime/executable.ts';
import type { State } from '../../runtime/state.ts';
import { loadDigits } from '../digits/data.ts';
import { shifted } from '../digits/shift.ts';
import type { Studio } from './example.ts';
import { type Learned, learn, type Moment } from './learn.ts';

/** Reads digits of 28 by 28, as images or as sequences of rows. */
// biome-ignore lint/suspicious/noExplicitAny: whatever its layers and the declared form of its input
export type DigitReader = Model<any, any, Tensor<['batch', 10]>>;

export interface DigitLesson {
  readonly name: string;
  readonly model: DigitReader;
  readonly epochs: number;
  /** the first learning rate of Adam; it falls along half a cosine to nothing */
  readonly rate?: number;
  /** instead of Adam */
  readonly optimizer?: Optimizer;
  /** every digit stands a little elsewhere each time that it is shown */
  readonly shift?: boolean;
  readonly after?: (moment: Moment & { readonly accuracy: () => Promise<number> }) => Promise<boolean>;
}

const batch = 50;
const evaluationBatch = 250;

export interface ReadDigits extends Learned {
  readonly accuracy: number;
}

export async function learnDigits(studio: Studio, lesson: DigitLesson): Promise<ReadDigits> {
  const { model, rate = 0.002, optimizer, epochs, shift = false, after } = lesson;
  const { train, test } = await digits(studio);
  const perEpoch = train.count / batch;
  const steps = studio.quick ? 12 : perEpoch * epochs;
  const evaluate = await compile(evaluateStep(model, crossEntropy), { batch: evaluationBatch }, { on: studio.on });
  const accuracy = (state: State) => accuracyOf(state, test, evaluate);
  const learned = await learn(studio, {
    name: lesson.name,
    step: trainStep(model, crossEntropy, optimizer ?? adam(cosineDecay(rate, steps))),
    sizes: { batch },
    steps,
    guesses: batch,
    feeds: epochsOf(train, studio.seed, shift),
    ...(after === undefined ? {} : { after: (m) => after({ ...m, accuracy: () => accuracy(m.state) }) }),
  });
  return { ...learned, accuracy: await accuracy(learned.state) };
}

/** 8,000 to learn and 2,000 held out; a few of them in a quick run */
export async function digits({ quick }: Studio): Promise<{ readonly train: Dataset; readonly test: Dataset }> {
  const { train, test } = await loadDigits(undefined);
  if (!quick) return { train, test };
  const first = (data: Dataset, n: number) =>
    take(
      data,
      Int32Array.from({ length: n }, (_, i) => i),
    );
  return { train: first(train, 4 * batch), test: first(test, evaluationBatch) };
}

/** Epoch after epoch, each in an order of its own. */
export function* epochsOf(train: Dataset, seed: number, shift: boolean): Generator<Feeds> {
  for (let epoch = 0; ; epoch++)
    for (const next of batches(train, { batch, seed, epoch, lastPartial: 'drop' }))
      yield { input: shift ? shifted(next, seed) : next.inputs, target: next.labels };
}

async function accuracyOf(state: State, test: Dataset, evaluate: Awaited<ReturnType<typeof compile>>): Promise<number> {
  let correct = 0;
  const order = { batch: evaluationBatch, seed: 0, epoch: 0, shuffle: false };
  for (const part of batches(test, order)) {
    const { outputs } = await evaluate.run(state, { input: part.inputs, target: part.labels });
    correct += outputs.correct![0]!;
  }
  return correct / test.count;
}
