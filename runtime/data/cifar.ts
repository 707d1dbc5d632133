// CIFAR-10 and CIFAR-100 in their binary form (Krizhevsky 2009): records without a header, each the label (CIFAR-100: the
// coarse label, then the fine one) and 3072 bytes of image, the red, the green and the blue plane of 32 by 32. Works on
// bytes: no files, so a page can use it too.
import { type Bytes, bytesOf } from '../bytes.ts';
import { DataError, type Dataset, dataset } from './dataset.ts';

const pixels = 3 * 32 * 32;

export type CifarClasses = 10 | 20 | 100;

/** Where in a record the label is: CIFAR-100 has 20 coarse classes beside its 100. */
const labels = { 10: { at: 0, before: 1 }, 20: { at: 0, before: 2 }, 100: { at: 1, before: 2 } } as const;

/**
 * Parses one file, images [3, 32, 32] with values in [0, 1]: `classes` 10 is a file of CIFAR-10, 100 one of CIFAR-100, and
 * 20 the same with its coarse labels. `name` is what errors call it.
 */
export function parseCifar(given: Bytes, classes: CifarClasses, name = 'CIFAR data'): Dataset {
  const bytes = bytesOf(name, given);
  const { at, before } = labels[classes];
  const record = before + pixels;
  const count = Math.floor(bytes.length / record);
  if (bytes.length === 0) throw new DataError(`${name}: holds no images`);
  if (bytes.length !== count * record) {
    throw new DataError(
      `${name}: truncated, or not a file of ${classes === 10 ? 'CIFAR-10' : 'CIFAR-100'}: its records have ${record} bytes, the file has ${bytes.length}, ${bytes.length - count * record} more than ${count} records`,
    );
  }
  const inputs = new Float32Array(count * pixels);
  const found = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    found[i] = bytes[i * record + at]!;
    const from = i * record + before;
    for (let k = 0; k < pixels; k++) inputs[i * pixels + k] = bytes[from + k]! / 255;
  }
  return dataset({ inputs, labels: found, shape: [3, 32, 32], classes }, name);
}
