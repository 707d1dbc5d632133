// Training as an async iterator: one event a step, so the caller's loop is the place for progress, metrics, early stop
// and checkpoints.

import type { Definition } from '../dsl/graph.ts';
import { numbersIn, optionsOf } from '../dsl/shape/rules/index.ts';
import type { Backend } from './backends/backend.ts';
import { compile } from './compile.ts';
import { type Batch, batches, batchesPerEpoch } from './data/batches.ts';
import { type Dataset, requireFinite } from './data/dataset.ts';
import type { Executable, Feeds, Outputs } from './executable.ts';
import { requireDefinition } from './expected.ts';
import type { State } from './state.ts';

/** One definition at several batch sizes, each compiled when it is first met (an epoch's last batch is often smaller). */
export class Sizes {
  readonly #definition: Definition;
  readonly #on: Backend | undefined;
  readonly #sizes: Readonly<Record<string, number>>;
  /** the dimension that is the batch; none where the model fixes it */
  readonly #batch: string | undefined;
  readonly #bySize = new Map<number, Promise<Executable>>();

  /** `sizes` are those of the named dimensions other than the batch. */
  constructor(definition: Definition, on?: Backend, sizes: Readonly<Record<string, number>> = {}) {
    this.#definition = definition;
    this.#on = on;
    this.#sizes = sizes;
    const [batch, ...others] = definition.symbols.filter((symbol) => !Object.hasOwn(sizes, symbol));
    if (others.length > 0) {
      throw new Error(
        `fit: ${definition.name} has the dimensions ${definition.symbols.join(', ')}; ` +
          `give the sizes of all but the batch's, e.g. sizes: { ${others[0]}: 32 }`,
      );
    }
    this.#batch = batch;
  }

  /** The program for `batch` examples. */
  of(batch: number): Promise<Executable> {
    let found = this.#bySize.get(batch);
    if (found === undefined) {
      const binding = this.#batch === undefined ? this.#sizes : { ...this.#sizes, [this.#batch]: batch };
      found = compile(this.#definition, binding, this.#on ? { on: this.#on } : {});
      this.#bySize.set(batch, found);
    }
    return found;
  }

  async release(): Promise<void> {
    for (const executable of this.#bySize.values()) await (await executable).release();
    this.#bySize.clear();
  }
}

/** Where training stands: enough to go on from here. */
export interface Position {
  /** steps taken so far */
  readonly step: number;
  readonly epoch: number;
  /** the next batch of the epoch */
  readonly batch: number;
}

export interface FitOptions {
  readonly data: Dataset;
  readonly batch: number;
  readonly epochs: number;
  /** orders the batches, and draws the first state */
  readonly seed?: number;
  readonly on?: Backend;
  /** of the named dimensions other than the batch */
  readonly sizes?: Readonly<Record<string, number>>;
  /** go on from this state and position; the order of the batches depends on seed and epoch alone */
  readonly state?: State;
  readonly from?: Position;
  /** what to feed for a batch; by default its inputs as `input` and its labels as `target` */
  readonly feeds?: (batch: Batch) => Feeds;
  /** stops after the step that is under way */
  readonly signal?: AbortSignal;
}

export interface FitEvent {
  /** the position after this step */
  readonly position: Position;
  readonly batch: Batch;
  readonly outputs: Outputs;
  readonly state: State;
  readonly executable: Executable;
  readonly stepsPerEpoch: number;
}

const known = { data: 1, batch: 1, epochs: 1, seed: 1, on: 1, sizes: 1, state: 1, from: 1, feeds: 1, signal: 1 };

const defaultFeeds = (batch: Batch): Feeds => ({ input: batch.inputs, target: batch.labels });

/**
 * Trains a step definition on shuffled batches; the last batch of an epoch may be smaller. Yields after every step;
 * stopping the iteration, or aborting the signal, ends training with the last yielded state valid.
 *
 * Errors: zero epochs, a batch larger than the data, a dimension without a size, and a value that is not finite (naming the step and the tensor).
 */
export async function* fit(definition: Definition, options: FitOptions): AsyncGenerator<FitEvent, void, undefined> {
  const { data, batch, epochs, seed = 0, signal, feeds = defaultFeeds } = optionsOf<FitOptions>('fit', options, known);
  if (!Number.isInteger(epochs) || epochs < 1) throw new RangeError(`fit: epochs is ${epochs}, expected 1 or more`);
  requireDefinition('fit', definition);
  const stepsPerEpoch = batchesPerEpoch(data, { batch });
  const sizes = new Sizes(definition, options.on, options.sizes);
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
