// The steps of `fit`, loaded when it is first called: batch after batch of each epoch.
import type { Definition } from '../dsl/graph.ts';
import { numbersIn, optionsOf } from '../dsl/shape/rules/index.ts';
import type { Batch } from './data/batches.ts';
import { batches, batchesPerEpoch } from './data/batches.ts';
import { requireFinite } from './data/dataset.ts';
import type { Feeds, Outputs } from './executable.ts';
import { namesOf, requireDefinition } from './expected.ts';
import { type FitEvent, type FitOptions, type Position, Sizes } from './fit.ts';

const known = { data: 1, batch: 1, epochs: 1, seed: 1, on: 1, sizes: 1, state: 1, from: 1, feeds: 1, signal: 1 };

const defaultFeeds = (batch: Batch): Feeds => ({ input: batch.inputs, target: batch.labels });

export async function* training(
  definition: Definition,
  options: FitOptions,
): AsyncGenerator<FitEvent, void, undefined> {
  const { data, batch, epochs, seed = 0, signal, feeds = defaultFeeds } = optionsOf<FitOptions>('fit', options, known);
  if (!Number.isInteger(epochs) || epochs < 1) throw new RangeError(`fit: epochs is ${epochs}, expected 1 or more`);
  requireDefinition('fit', definition);
  const stepsPerEpoch = batchesPerEpoch(data, { batch });
  // Boundary: sizes that are given are numbers; which there must be, Sizes says
  const given = (options.sizes ?? {}) as Readonly<Record<string, number>>;
  const sizes = new Sizes(definition, options.on, namesOf('fit', given));
  let state = options.state ?? (await sizes.of(Math.min(batch, data.count))).initialState(seed);
  const start = options.from ?? { step: 0, epoch: 0, batch: 0 };
  const { step: first, ...at } = optionsOf<Position>('fit: position', start, { step: 1, epoch: 1, batch: 1 });
  numbersIn('fit: position', 'a whole number, 0 or more', { step: first, ...at });
  let step = first;
  for (let epoch = start.epoch; epoch < epochs; epoch++) {
    const from = epoch === start.epoch ? start.batch : 0;
    for (const next of batches(data, { batch, seed, epoch, from })) {
      if (signal?.aborted) return;
      requireFinite(`step ${step + 1}`, 'inputs', [next.count, ...data.shape], next.inputs);
      const executable = await sizes.of(next.count);
      const result = await executable.run(state, feeds(next));
      state = result.state;
      step++;
      requireFiniteOutputs(step, result.outputs);
      const ended = next.position + 1 === stepsPerEpoch;
      const position = { step, epoch: ended ? epoch + 1 : epoch, batch: ended ? 0 : next.position + 1 };
      yield { position, batch: next, outputs: result.outputs, state, executable, stepsPerEpoch };
    }
  }
}

function requireFiniteOutputs(step: number, outputs: Outputs): void {
  for (const [name, values] of Object.entries(outputs)) {
    const wrong = values.find((v) => !Number.isFinite(v));
    if (wrong !== undefined) {
      throw new Error(
        `step ${step}: '${name}' became ${wrong}; training diverged: lower the learning rate or clip the gradients`,
      );
    }
  }
}
