// Augmentation: every time a digit is shown it stands a little elsewhere, so that the network learns its form and not
// its place (Simard, Steinkraus and Platt 2003). Where it stands depends on seed, epoch and digit alone, so a resumed
// run sees the same.
import { fold, keyOf, uniform } from '../../dsl/key.ts';
import type { Batch } from '../../runtime/data/batches.ts';

/** Pixels in each direction; 1 and 2 were compared with none on digits taken from the training set. */
export const reach = 2;

/** The inputs of a batch, each image moved by up to `reach` rows and columns; what comes in is paper (0). */
export function shifted(batch: Batch, seed: number): Float32Array {
  const [rows, columns] = [batch.shape[0]!, batch.shape[1]!];
  const size = rows * columns;
  const key = fold(fold(keyOf(seed), 'shift'), batch.epoch);
  const moved = new Float32Array(batch.inputs.length);
  batch.indices.forEach((index, i) => {
    const down = offset(uniform(key, 2 * index));
    const right = offset(uniform(key, 2 * index + 1));
    move(
      batch.inputs.subarray(i * size, (i + 1) * size),
      moved.subarray(i * size, (i + 1) * size),
      columns,
      down,
      right,
    );
  });
  return moved;
}

/** The whole image is copied at once, so a row's end comes in at the start of the next: those columns are wiped. */
function move(from: Float32Array, to: Float32Array, columns: number, down: number, right: number): void {
  const by = down * columns + right;
  to.set(from.subarray(Math.max(0, -by), from.length - Math.max(0, by)), Math.max(0, by));
  const [first, end] = right > 0 ? [0, right] : [columns + right, columns];
  for (let row = 0; row < to.length; row += columns) to.fill(0, row + first, row + end);
}

const offset = (u: number): number => Math.floor(u * (2 * reach + 1)) - reach;
