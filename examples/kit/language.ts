// Language models over characters: trained on pieces of a text, judged on a part of it that they have not seen, and
// asked to write some of their own.
import type { Model } from '../../dsl/nn/model.ts';
import { crossEntropy } from '../../dsl/ops/loss.ts';
import { clipByGlobalNorm } from '../../dsl/optim/clip.ts';
import { cosineDecay } from '../../dsl/optim/schedules.ts';
import { adam } from '../../dsl/optim/updates.ts';
import type { Tensor } from '../../dsl/tensor.ts';
import { evaluateStep, trainStep } from '../../dsl/train.ts';
import { compile } from '../../runtime/compile.ts';
import type { State } from '../../runtime/state.ts';
import type { Example, Studio } from './example.ts';
import { learn } from './learn.ts';
import { chance } from './random.ts';
import { heldOut, pieces, readText } from './text.ts';

/** Characters in a piece. */
export const length = 64;

/** Numbers of characters [batch, 64] -> logits of each next character. */
// biome-ignore lint/suspicious/noExplicitAny: whatever its layers and the declared form of its input
export type Reader = Model<any, any, Tensor<['batch', 64, number]>>;

/** Writes on: what comes after a beginning, `count` characters long. */
export type Writer = (state: State, beginning: readonly number[], count: number) => Promise<number[]>;

export interface LanguageLesson {
  readonly name: string;
  readonly about: string;
  readonly threshold: number;
  readonly steps: number;
  readonly rate: number;
  readonly network: (characters: number) => Reader;
  readonly writer: (studio: Studio, characters: number) => Promise<Writer>;
}

const batch = 16;

export function languageExample(lesson: LanguageLesson): Example {
  const { name, about, threshold } = lesson;
  return {
    ...{ name, about: `${about} (--text FILE, or the sources of this project)`, threshold, better: 'lower' },
    metric: 'held-out loss as a share of the unigram entropy',
    run: (studio) => learned(studio, lesson),
  };
}

async function learned(studio: Studio, lesson: LanguageLesson) {
  const text = await readText(studio.text);
  const network = lesson.network(text.characters.length);
  const steps = studio.quick ? 10 : lesson.steps;
  const optimizer = clipByGlobalNorm(1, adam(cosineDecay(lesson.rate, steps)));
  const { state, curve } = await learn(studio, {
    ...{ name: lesson.name, steps, sizes: { batch }, guesses: batch * length },
    step: trainStep(network, crossEntropy, optimizer),
    feeds: pieces(text, studio.seed, batch, length),
  });
  const examined = studio.quick ? 16 : 256;
  const evaluate = await compile(evaluateStep(network, crossEntropy), { batch: examined }, { on: studio.on });
  const { outputs } = await evaluate.run(state, heldOut(text, examined, length));
  // mean cross entropy of the next character, in nats
  const loss = outputs.loss![0]!;
  const write = await lesson.writer(studio, text.characters.length);
  const beginning = [...text.ids.subarray(0, length / 2)];
  const written = await write(state, beginning, studio.quick ? 20 : 400);
  const sample = written.map((id) => text.characters[id]).join('');
  studio.say(`it writes:\n${sample}`);
  const more = { loss, 'unigram entropy': text.unigramEntropy, sample };
  return { value: loss / text.unigramEntropy, curves: [curve], more };
}

/** Draws the next character from its logits, a little less boldly than they say (temperature 0.7). */
export function drawing(seed: number): (logits: ArrayLike<number>) => number {
  const random = chance(seed, 'sample');
  return (logits) => {
    const scaled = Array.from(logits, (x) => x / 0.7);
    const highest = Math.max(...scaled);
    const weights = scaled.map((x) => Math.exp(x - highest));
    let left = (random.below(2 ** 24) / 2 ** 24) * weights.reduce((sum, w) => sum + w, 0);
    const found = weights.findIndex((w) => {
      left -= w;
      return left < 0;
    });
    return found < 0 ? weights.length - 1 : found;
  };
}
