// Which layer for which question? The lecture's closing table, measured: a perceptron, convolutions, a recurrence and
// attention, each asked to find a pattern wherever it stands, to remember, to sort, and to tell odd from even.
import {
  adam,
  affine,
  clipByGlobalNorm,
  compile,
  cosineDecay,
  crossCorrelate,
  crossEntropy,
  evaluateStep,
  globalMaxPool,
  gru,
  input,
  type Model,
  mean,
  model,
  pipe,
  relu,
  reluNetwork,
  reshape,
  sinusoidalPositions,
  type Tensor,
  trainStep,
  transformerBlock,
  transpose,
} from '../runtime/index.ts';
import type { Curve, Example, Studio } from './kit/example.ts';
import { detection, examinationOf, type LayerTask, lessonsOf, memory, parity, sorting } from './kit/layerTasks.ts';
import { learn } from './kit/learn.ts';
import { heatMaps } from './kit/plot.ts';

const width = 48;

// biome-ignore lint/suspicious/noExplicitAny: whatever its layers and the declared form of its input
type Answering = Model<any, any, Tensor<any>>;
type Kind = 'perceptron' | 'convolution' | 'recurrence' | 'attention';

interface Question {
  readonly task: LayerTask;
  /** the layer that the lecture says is made for it */
  readonly suits: Kind;
  readonly networks: Readonly<Record<Kind, () => Answering>>;
}

const filters = { axes: 1, padding: 2 } as const;
/** over five neighbours, three times: the same weights at every place */
const convolutions = <F extends number, C extends number>(features: F, classes: C) => ({
  first: crossCorrelate(features, width, 5, filters),
  second: crossCorrelate(width, width, 5, filters),
  third: crossCorrelate(width, width, 5, filters),
  out: affine(width, classes),
});
/** a state that goes along: the same weights at every step */
const recurrence = <F extends number, C extends number>(features: F, classes: C) => ({
  layer: gru(features, width),
  out: affine(width, classes),
});
/** every place looks at every other, twice */
const attention = <F extends number, C extends number>(features: F, classes: C) => ({
  embed: affine(features, width),
  first: transformerBlock(width, 96, { heads: 4, norm: 'post' }),
  second: transformerBlock(width, 96, { heads: 4, norm: 'post' }),
  out: affine(width, classes),
});

/** One answer for a sequence: [batch, time, features] -> [batch, classes] */
const whole = <F extends number, C extends number>(features: F, classes: C, rows: Tensor<['batch', 'time', F]>) => ({
  convolution: () =>
    model(convolutions(features, classes), rows, (p, x) =>
      pipe(x, transpose, p.first, relu, p.second, relu, p.third, relu, globalMaxPool, p.out),
    ),
  recurrence: () => model(recurrence(features, classes), rows, (p, x) => p.out(p.layer(x).state)),
  attention: () =>
    model(attention(features, classes), rows, (p, x) =>
      p.out(mean(pipe(x, p.embed, sinusoidalPositions, p.first, p.second), 1)),
    ),
});

/** An answer at each step: [batch, time, features] -> [batch, time, classes] */
const each = <F extends number, C extends number>(features: F, classes: C, rows: Tensor<['batch', 'time', F]>) => ({
  convolution: () =>
    model(convolutions(features, classes), rows, (p, x) =>
      pipe(x, transpose, p.first, relu, p.second, relu, p.third, relu, transpose, p.out),
    ),
  recurrence: () => model(recurrence(features, classes), rows, (p, x) => p.out(p.layer(x).outputs)),
  attention: () =>
    model(attention(features, classes), rows, (p, x) =>
      pipe(x, p.embed, sinusoidalPositions, p.first, p.second, p.out),
    ),
});

/** A perceptron sees everything at once, side by side, with weights of its own for each place. */
const questions: readonly Question[] = [
  {
    task: detection,
    suits: 'convolution',
    networks: {
      perceptron: () => model({ net: reluNetwork([32, 128, 128, 2]) }, input('batch', 32), (p, x) => p.net(x)),
      ...whole(1, 2, input('batch', 'time', 1)),
    },
  },
  {
    task: memory,
    suits: 'attention',
    networks: {
      perceptron: () => model({ net: reluNetwork([200, 128, 128, 4]) }, input('batch', 200), (p, x) => p.net(x)),
      ...whole(5, 4, input('batch', 'time', 5)),
    },
  },
  {
    task: sorting,
    suits: 'attention',
    networks: {
      perceptron: () =>
        model({ net: reluNetwork([80, 128, 128, 80]) }, input('batch', 80), (p, x) =>
          reshape(p.net(x), 'batch', 8, 10),
        ),
      ...each(10, 10, input('batch', 'time', 10)),
    },
  },
  {
    task: parity,
    suits: 'recurrence',
    networks: {
      perceptron: () =>
        model({ net: reluNetwork([24, 128, 128, 48]) }, input('batch', 24), (p, x) =>
          reshape(p.net(x), 'batch', 24, 2),
        ),
      ...each(1, 2, input('batch', 'time', 1)),
    },
  },
];
const kinds: readonly Kind[] = ['perceptron', 'convolution', 'recurrence', 'attention'];

const batch = 64;
const asked = 1000;
const lessons = ({ quick }: Studio) => (quick ? 8 : 1000);

async function tried(studio: Studio, network: Answering, kind: Kind, task: LayerTask) {
  const steps = lessons(studio);
  const examined = studio.quick ? 50 : asked;
  const { name, time, answers } = task;
  const sizes = (count: number) => (kind === 'perceptron' ? { batch: count } : { batch: count, time });
  const { state, curve } = await learn(studio, {
    ...{ name: `${name}: ${kind}`, steps, sizes: sizes(batch), guesses: batch * answers },
    step: trainStep(network, crossEntropy, clipByGlobalNorm(1, adam(cosineDecay(0.004, steps)))),
    feeds: lessonsOf(task, studio.seed, batch),
  });
  const evaluate = await compile(evaluateStep(network, crossEntropy), sizes(examined), { on: studio.on });
  const { outputs } = await evaluate.run(state, examinationOf(task, studio.seed, examined));
  return { accuracy: outputs.correct![0]! / (examined * answers), curve: { ...curve, mayFail: true } };
}

export default {
  name: 'which-layer',
  about: 'what a perceptron, convolutions, a recurrence and attention learn easily',
  metric: 'least accuracy of the layer that each question suits',
  threshold: 0.95,
  better: 'higher',
  async run(studio) {
    const curves: Curve[] = [];
    const found: { readonly question: Question; readonly accuracies: Readonly<Record<string, number>> }[] = [];
    for (const question of questions) {
      const accuracies: Record<string, number> = {};
      for (const kind of kinds) {
        const { accuracy, curve } = await tried(studio, question.networks[kind](), kind, question.task);
        accuracies[kind] = accuracy;
        curves.push(curve);
      }
      found.push({ question, accuracies });
    }
    const rows = questions.map((q) => q.task.name);
    const values = found.map((f) => kinds.map((kind) => f.accuracies[kind]!));
    const title = `accuracy after ${lessons(studio)} steps`;
    await studio.save('which-layer.svg', heatMaps([{ title, rows, columns: kinds, values }], true));
    await studio.save('which-layer.md', markdown(rows, values));
    const said = (row: readonly number[]) => kinds.map((kind, i) => `${kind} ${row[i]!.toFixed(3)}`).join(', ');
    return {
      value: Math.min(...found.map(({ question, accuracies }) => accuracies[question.suits]!)),
      curves,
      more: Object.fromEntries(rows.map((name, i) => [name, said(values[i]!)])),
    };
  },
} satisfies Example;

function markdown(rows: readonly string[], values: readonly (readonly number[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const head = line(['question', ...kinds]) + line(['---', ...kinds.map(() => '---')]);
  return head + rows.map((name, i) => line([name, ...values[i]!.map((v) => v.toFixed(3))])).join('');
}
