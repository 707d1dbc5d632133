// Digits with noise on them, and without.
import { batches } from '../../runtime/data/batches.ts';
import type { Dataset } from '../../runtime/data/dataset.ts';
import type { Feeds } from '../../runtime/executable.ts';
import { chance } from './random.ts';

/** of the noise of each pixel */
export const deviation = 0.5;

/** Digits in the middle of pictures of `side` by `side`, epoch after epoch: with noise to see, without to learn. */
export function* noisy(
  data: Dataset,
  seed: number,
  { batch, side }: { readonly batch: number; readonly side: number },
): Generator<Feeds<'input' | 'target'>> {
  const random = chance(seed, 'noise');
  for (let epoch = 0; ; epoch++)
    for (const { inputs } of batches(data, { batch, seed, epoch, lastPartial: 'drop' })) {
      const target = framed(inputs, data.shape[1]!, side);
      yield { input: target.map((x) => x + deviation * random.normal()), target };
    }
}

/** Square pictures in the middle of larger ones, on paper (0). */
function framed(pictures: Float32Array, from: number, to: number): Float32Array {
  const margin = (to - from) / 2;
  const count = pictures.length / from ** 2;
  const larger = new Float32Array(count * to ** 2);
  for (let row = 0; row < count * from; row++) {
    const place = Math.floor(row / from) * to ** 2 + ((row % from) + margin) * to + margin;
    larger.set(pictures.subarray(row * from, (row + 1) * from), place);
  }
  return larger;
}
