// The main job's augmentation: every image moved as a whole, nothing carried over from one row to the next.
import { expect, test } from 'vitest';
import { reach, shifted } from '../../../examples/digits/shift.ts';
import { batches } from '../../../runtime/data/batches.ts';
import { dataset } from '../../../runtime/data/dataset.ts';

const [rows, columns, count] = [6, 5, 200];
const size = rows * columns;
const data = dataset({
  // no pixel is 0 and no two are alike, so that an image tells where it was moved to
  inputs: Float32Array.from({ length: count * size }, (_, i) => 1 + i),
  labels: new Int32Array(count),
  shape: [rows, columns],
  classes: 10,
});
const [batch] = [...batches(data, { batch: count, seed: 1, epoch: 3 })];

/** An image moved pixel by pixel. */
function moved(image: Float32Array, down: number, right: number): number[] {
  return Array.from(image, (_, p) => {
    const [row, column] = [Math.floor(p / columns) - down, (p % columns) - right];
    const inside = row >= 0 && row < rows && column >= 0 && column < columns;
    return inside ? image[row * columns + column]! : 0;
  });
}

test('each image is moved by up to `reach` in both directions, and what comes in is paper', () => {
  const offsets = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  const seen = new Set<string>();
  const values = shifted(batch!, 7);
  for (let i = 0; i < count; i++) {
    const [before, after] = [batch!.inputs, values].map((v) => v.subarray(i * size, (i + 1) * size));
    const fits = offsets
      .flatMap((down) => offsets.map((right) => [down, right] as const))
      .filter(([down, right]) => moved(before!, down, right).join() === after!.join());
    expect(fits.length, `image ${i}`).toBe(1);
    seen.add(fits.join());
  }
  expect(seen.size).toBe(offsets.length ** 2);
});

test('the move depends on seed, epoch and example, not on the batch it comes in', () => {
  const whole = shifted(batch!, 7);
  const parts = [...batches(data, { batch: 64, seed: 1, epoch: 3 })].flatMap((part) => [...shifted(part, 7)]);
  expect(parts).toEqual([...whole]);
  expect(shifted(batch!, 8)).not.toEqual(whole);
  expect(shifted({ ...batch!, epoch: 4 }, 7)).not.toEqual(whole);
});
