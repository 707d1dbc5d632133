// The long-lag memory task (after Hochreiter and Schmidhuber 1997): a symbol, then noise of varying length, then the
// question which symbol it was.
import type { Model } from '../../dsl/nn/model.ts';
import { crossEntropy } from '../../dsl/ops/loss.ts';
import { clipByGlobalNorm } from '../../dsl/optim/clip.ts';
import { adam } from '../../dsl/optim/updates.ts';
import type { Tensor } from '../../dsl/tensor.ts';
import { evaluateStep, trainStep } from '../../dsl/train.ts';
import { compile } from '../../runtime/compile.ts';
import type { Feeds } from '../../runtime/executable.ts';
import type { Curve, Studio } from './example.ts';
import { learn } from './learn.ts';
import { type Chance, chance } from './random.ts';

/** One number for each symbol, and the noise. */
export const memoryTask = { symbols: 4, features: 5, least: 40, most: 60, time: 61 } as const;

/** Fed `sequence` [batch, 61, 5] and `lengths` [batch]; gives logits of the symbol. */
// biome-ignore lint/suspicious/noExplicitAny: whatever its layers and the declared form of its inputs
export type MemoryReader = Model<any, any, Tensor<['batch', 4]>>;

export interface Remembered {
  /** of 1,000 new sequences; by chance 0.25 */
  readonly accuracy: number;
  readonly curve: Curve;
}

const batch = 32;
const asked = 1000;

export async function learnMemory(studio: Studio, name: string, network: MemoryReader): Promise<Remembered> {
  const { state, curve } = await learn(studio, {
    name,
    step: trainStep(network, crossEntropy, clipByGlobalNorm(1, adam(0.003))),
    sizes: { batch },
    steps: studio.quick ? 8 : 2500,
    guesses: batch,
    feeds: lessons(chance(studio.seed, 'memory')),
  });
  const evaluate = await compile(evaluateStep(network, crossEntropy), { batch: asked }, { on: studio.on });
  const { outputs } = await evaluate.run(state, feedsOf(chance(studio.seed, 'memory, asked'), asked));
  return { accuracy: outputs.correct![0]! / asked, curve };
}

function* lessons(random: Chance): Generator<Feeds> {
  for (;;) yield feedsOf(random, batch);
}

function feedsOf(random: Chance, count: number): Feeds {
  const { symbols, features, least, most, time } = memoryTask;
  const sequence = new Float32Array(count * time * features);
  const target = Int32Array.from({ length: count }, () => random.below(symbols));
  const lengths = Int32Array.from({ length: count }, () => 1 + least + random.below(most - least + 1));
  for (let i = 0; i < count; i++) {
    sequence[i * time * features + target[i]!] = 1;
    for (let t = 1; t < lengths[i]!; t++) sequence[(i * time + t + 1) * features - 1] = random.normal();
  }
  return { sequence, lengths, target };
}
