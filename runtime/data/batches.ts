// Shuffled minibatches: each epoch is one pass in an order that depends on seed and epoch alone.

import { fold, keyOf, permutation } from '../../dsl/key.ts';
import { numbersIn, oneOf, optionsOf } from '../../dsl/shape/rules/index.ts';
import { DataError, type Dataset, take } from './dataset.ts';

export interface BatchOptions {
  /** examples in a batch; the last batch of an epoch has what is left */
  readonly batch: number;
  readonly seed: number;
  readonly epoch: number;
  /** false: the order of the data, for evaluation */
  readonly shuffle?: boolean;
  /** what becomes of a last batch that is not full: 'keep' (default) yields it with its real count */
  readonly lastPartial?: 'keep' | 'drop';
  /** the first batch to yield, to resume in the middle of an epoch */
  readonly from?: number;
}

export interface Batch extends Dataset {
  readonly epoch: number;
  /** this batch's place in its epoch, from 0 */
  readonly position: number;
  /** where each example stands in the whole data set */
  readonly indices: Int32Array;
}

const known = { batch: 1, seed: 1, epoch: 1, shuffle: 1, lastPartial: 1, from: 1 };
function checked<O extends Partial<BatchOptions>>(by: string, options: O): O {
  const { lastPartial } = optionsOf<Partial<BatchOptions>>(by, options, known);
  oneOf(by, 'lastPartial', lastPartial, ['keep', 'drop']);
  return options;
}

/** How many batches an epoch has. */
export function batchesPerEpoch(data: Dataset, options: Pick<BatchOptions, 'batch' | 'lastPartial'>): number {
  const { batch, lastPartial = 'keep' } = checked('batchesPerEpoch', options);
  if (!Number.isInteger(batch) || batch < 1) {
    throw new DataError(`batch: expected an integer of at least 1, got ${batch}`);
  }
  if (batch > data.count) {
    throw new DataError(`batch: ${batch} is larger than the data, which has ${data.count} examples`);
  }
  return lastPartial === 'keep' ? Math.ceil(data.count / batch) : Math.floor(data.count / batch);
}

/** One epoch's batches, in order. */
export function* batches(data: Dataset, options: BatchOptions): Generator<Batch, void, undefined> {
  const { batch, seed, epoch, shuffle = true, from = 0 } = checked('batches', options);
  numbersIn('batches', 'a whole number, 0 or more', { seed, epoch, from });
  const total = batchesPerEpoch(data, options);
  const order = shuffle
    ? permutation(data.count, fold(keyOf(seed), epoch))
    : new Int32Array(data.count).map((_, i) => i);
  for (let position = from; position < total; position++) {
    const indices = order.slice(position * batch, (position + 1) * batch);
    yield { ...take(data, indices), epoch, position, indices };
  }
}
