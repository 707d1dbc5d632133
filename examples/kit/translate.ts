// Dates as people write them, translated to dates as machines write them: trained on what should have been written
// (teacher forcing), judged on what is written, symbol by symbol, from the start to the stop.
import type { Model } from '../../dsl/nn/model.ts';
import { crossEntropy } from '../../dsl/ops/loss.ts';
import { clipByGlobalNorm } from '../../dsl/optim/clip.ts';
import { cosineDecay } from '../../dsl/optim/schedules.ts';
import { adam } from '../../dsl/optim/updates.ts';
import type { Tensor } from '../../dsl/tensor.ts';
import { predictStep, trainStep } from '../../dsl/train.ts';
import { compile } from '../../runtime/compile.ts';
import type { Feeds } from '../../runtime/executable.ts';
import type { State } from '../../runtime/state.ts';
import { type DatePair, dateBatch, datePairs, isoOf, vocabulary } from './dates.ts';
import type { Example, Studio } from './example.ts';
import { learn } from './learn.ts';
import { type Grid, heatMaps } from './plot.ts';

// biome-ignore lint/suspicious/noExplicitAny: whatever its layers and the declared form of its inputs
type Of<T> = Model<any, any, T>;
// biome-ignore lint/suspicious/noExplicitAny: of any rank
type Looks = Of<Tensor<any>>;

export interface Translation {
  readonly name: string;
  readonly about: string;
  readonly threshold: number;
  readonly steps: number;
  readonly rate: number;
  /** written [batch, 30], lengths [batch], told [batch, 11] -> scores of each symbol of the date */
  readonly reading: Of<Tensor<['batch', 11, number]>>;
  /** written, lengths, start [batch] -> the symbols that it writes */
  readonly writing: Of<Tensor<['batch', 11], 'i32'>>;
  /** written, lengths, told -> where it looks: [batch, 11, 30] or [batch, heads, 11, 30] */
  readonly looking?: Looks;
}

const batch = 64;
const asked = 1000;

export function translationExample(given: Translation): Example {
  const { name, about, threshold } = given;
  return {
    ...{ name, about, threshold, metric: 'exact matches of new dates', better: 'higher' },
    async run(studio) {
      const examined = datePairs(studio.seed, 'asked', studio.quick ? 50 : asked);
      const steps = studio.quick ? 10 : given.steps;
      const { state, curve } = await learn(studio, {
        ...{ name, steps, sizes: { batch }, guesses: batch * vocabulary.iso.length },
        step: trainStep(given.reading, crossEntropy, clipByGlobalNorm(1, adam(cosineDecay(given.rate, steps)))),
        feeds: lessons(studio.seed, new Set(examined.map((p) => p.iso))),
      });
      const written = await answers(studio, given, state, examined);
      const right = examined.filter((p, i) => p.iso === written[i]).length;
      if (given.looking) await drawLooks(studio, given.looking, state, examined);
      const more = Object.fromEntries(examined.slice(0, 5).map((p, i) => [p.written, written[i]!]));
      return { value: right / examined.length, curves: [curve], more };
    },
  };
}

/** Days that are asked for are not taught, however they are written. */
function* lessons(seed: number, held: ReadonlySet<string>): Generator<Feeds> {
  for (let step = 0; ; step++) {
    const pairs = datePairs(seed, `lesson ${step}`, 2 * batch).filter((p) => !held.has(p.iso));
    const { written, lengths, told, target } = dateBatch(pairs.slice(0, batch));
    yield { written, lengths, told, target };
  }
}

async function answers(studio: Studio, given: Translation, state: State, pairs: readonly DatePair[]) {
  const program = await compile(predictStep(given.writing), { batch: pairs.length }, { on: studio.on });
  const { written, lengths } = dateBatch(pairs);
  const start = new Int32Array(pairs.length).fill(vocabulary.iso.start);
  const { outputs } = await program.run(state, { written, lengths, start });
  const { length } = vocabulary.iso;
  return pairs.map((_, i) => isoOf(outputs.output!.subarray(i * length, (i + 1) * length)));
}

/** A heat map for each head, of the longest of the first dates. */
async function drawLooks(studio: Studio, looking: Looks, state: State, pairs: readonly DatePair[]) {
  const program = await compile(predictStep(looking), { batch: 1 }, { on: studio.on });
  const pair = pairs.slice(0, 20).reduce((a, b) => (b.written.length > a.written.length ? b : a));
  const { written, lengths, told } = dateBatch([pair]);
  const { outputs } = await program.run(state, { written, lengths, told });
  const [rows, columns] = [vocabulary.iso.length, vocabulary.written.length];
  const weights = outputs.output!;
  const heads = weights.length / (rows * columns);
  const grids = Array.from(
    { length: heads },
    (_, h): Grid => ({
      title: heads === 1 ? `${pair.written} -> ${pair.iso}` : `head ${h + 1}`,
      rows: [...pair.iso, 'end'],
      columns: [...pair.written],
      values: Array.from({ length: rows }, (_, r) => {
        const from = (h * rows + r) * columns;
        return Array.from(weights.subarray(from, from + pair.written.length));
      }),
    }),
  );
  await studio.save('attention.svg', heatMaps(grids));
}
