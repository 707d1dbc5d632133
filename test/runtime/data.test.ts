import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { batches, batchesPerEpoch } from '../../runtime/data/batches.ts';
import { DataError, dataset, holdOut, requireFinite } from '../../runtime/data/dataset.ts';
import { loadIdxPair } from '../../runtime/data/files.ts';
import { decompress, pairIdx, parseIdx } from '../../runtime/data/idx.ts';

/** An IDX file of bytes. */
function idx(shape: readonly number[], values: readonly number[], type = 8): Uint8Array {
  const sizes = new DataView(new ArrayBuffer(4 * shape.length));
  shape.forEach((size, axis) => {
    sizes.setUint32(4 * axis, size);
  });
  return Uint8Array.from([0, 0, type, shape.length, ...new Uint8Array(sizes.buffer), ...values]);
}

const images = idx([2, 1, 2], [0, 51, 102, 255]);
const labels = idx([2], [7, 3]);

describe('parseIdx', () => {
  test('reads sizes and bytes, and scales images to [0, 1]', () => {
    const data = pairIdx(parseIdx(images), parseIdx(labels));
    expect(data).toMatchObject({ count: 2, shape: [1, 2], classes: 10 });
    expect([...data.inputs]).toEqual([0, Math.fround(0.2), Math.fround(0.4), 1]);
    expect([...data.labels]).toEqual([7, 3]);
  });

  test('reads every element type, big-endian', () => {
    expect([...parseIdx(idx([2], [0xff, 0x7f], 9)).data]).toEqual([-1, 127]);
    expect([...parseIdx(idx([1], [0xff, 0xfe], 11)).data]).toEqual([-2]);
    expect([...parseIdx(idx([1], [0, 1, 0, 0], 12)).data]).toEqual([65536]);
    expect([...parseIdx(idx([1], [0x3f, 0xc0, 0, 0], 13)).data]).toEqual([1.5]);
    expect([...parseIdx(idx([1], [0x3f, 0xf8, 0, 0, 0, 0, 0, 0], 14)).data]).toEqual([1.5]);
  });

  test.each([
    ['empty', new Uint8Array(0), 'a: truncated: an IDX header has at least 4 bytes, the file has 0'],
    ['a header cut short', images.slice(0, 9), 'a: truncated: the IDX header has 16 bytes, the file has 9'],
    ['data cut short', images.slice(0, -1), 'a: truncated: u8 [2, 1, 2] takes 20 bytes, the file has 19'],
    ['data too long', Uint8Array.from([...labels, 1]), 'a: too long: u8 [2] takes 10 bytes, the file has 11'],
    [
      'another format',
      new TextEncoder().encode('\x89PNG...'),
      'a: not an IDX file: its magic number is 0xc289504e; images have 0x00000803, labels 0x00000801',
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => parseIdx(bytes, 'a')).toThrow(new DataError(message));
  });
});

describe('pairIdx', () => {
  const pair = (i: Uint8Array, l: Uint8Array) => () => pairIdx(parseIdx(i, 'images'), parseIdx(l, 'labels'));
  test.each([
    [
      'images where labels belong',
      images,
      images,
      'labels: expected labels (magic 0x00000801), found images (magic 0x00000803) of shape [2, 1, 2]',
    ],
    [
      'labels where images belong',
      labels,
      labels,
      'images: expected images (magic 0x00000803), found labels (magic 0x00000801) of shape [2]',
    ],
    [
      'counts that differ',
      images,
      idx([3], [1, 2, 3]),
      'images has 2 images, but labels has 3 labels: they do not belong together',
    ],
    ['a label that is no class', images, idx([2], [1, 12]), 'labels: label 12 at index 1 is outside 0..9'],
    ['no examples', idx([0, 28, 28], []), idx([0], []), 'images: holds no images'],
    [
      'a label between classes',
      idx([1, 1, 1], [0]),
      idx([1], [0x3f, 0xc0, 0, 0], 13),
      'labels: label 1.5 at index 0 is not a whole number',
    ],
  ])('%s', (_, i, l, message) => {
    expect(pair(i, l)).toThrow(new DataError(message));
  });
});

describe('gzip', () => {
  test('is undone; plain bytes pass', async () => {
    expect(await decompress(gzipSync(images))).toEqual(images);
    expect(await decompress(images)).toBe(images);
  });
  test('cut short or damaged is an error', async () => {
    const packed = gzipSync(images);
    await expect(decompress(packed.subarray(0, -6), 'a.gz')).rejects.toThrow('a.gz: truncated or damaged gzip data');
    packed[packed.length - 6]! ^= 1;
    await expect(decompress(packed, 'a.gz')).rejects.toThrow('a.gz: truncated or damaged gzip data');
  });
});

describe('loadIdxPair', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quern-data-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const put = (name: string, bytes: Uint8Array) => writeFile(join(folder, name), bytes);
  const many = (n: number) => [idx([n, 1, 1], Array(n).fill(9)), idx([n], Array(n).fill(4))] as const;

  test('gives both sets as they are', async () => {
    await put('train-images-idx3-ubyte', many(6)[0]);
    await put('train-labels-idx1-ubyte.gz', gzipSync(many(6)[1]));
    await put('t10k-images.idx3-ubyte', many(2)[0]);
    await put('t10k-labels.idx1-ubyte.gz', gzipSync(many(2)[1]));
    const { train, test: held } = await loadIdxPair(folder);
    expect([train.count, held.count]).toEqual([6, 2]);
  });
  test('holds out a fixed fifth of one set', async () => {
    await put('t10k-images-idx3-ubyte.gz', gzipSync(many(10)[0]));
    await put('t10k-labels-idx1-ubyte.gz', gzipSync(many(10)[1]));
    const { train, test: held } = await loadIdxPair(folder);
    expect([train.count, held.count]).toEqual([8, 2]);
  });
  test('names what is missing', async () => {
    await expect(loadIdxPair(join(folder, 'no'))).rejects.toThrow(
      new DataError(`${join(folder, 'no')}: cannot be read: no such file or directory`),
    );
    await expect(loadIdxPair(folder)).rejects.toThrow(`${folder}: no IDX files: expected train-images-idx3-ubyte and`);
    await put('t10k-images-idx3-ubyte', images);
    await expect(loadIdxPair(folder)).rejects.toThrow(
      new DataError(`${folder}: has t10k-images-idx3-ubyte, but t10k-labels-idx1-ubyte (plain or .gz) is missing`),
    );
  });
  test('names the file that is wrong', async () => {
    await put('t10k-images-idx3-ubyte', images);
    await put('t10k-labels-idx1-ubyte', labels.slice(0, -1));
    await expect(loadIdxPair(folder)).rejects.toThrow(
      new DataError(`${join(folder, 't10k-labels-idx1-ubyte')}: truncated: u8 [2] takes 10 bytes, the file has 9`),
    );
  });
});

/** `n` examples whose one input is their own index. */
const counted = (n: number) =>
  dataset({
    inputs: Float32Array.from({ length: n }, (_, i) => i),
    labels: Int32Array.from({ length: n }, (_, i) => i % 10),
    shape: [1],
    classes: 10,
  });

describe('holdOut', () => {
  test('is a partition, and the same one every time', () => {
    const [a, b] = [1, 2].map(() => holdOut(counted(50), { test: 10, seed: 3 }));
    expect(a).toEqual(b);
    const all = [...a!.train.inputs, ...a!.test.inputs].sort((x, y) => x - y);
    expect(all).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(a!.test.labels.every((label, i) => label === a!.test.inputs[i]! % 10)).toBe(true);
  });
  test('leaves something on both sides', () => {
    expect(() => holdOut(counted(5), { test: 5, seed: 0 })).toThrow(
      'holdOut: cannot hold out 5 of 5 examples; take 1 to 4',
    );
  });
});

describe('batches', () => {
  const all = (options: Parameters<typeof batches>[1]) => [...batches(counted(10), options)];
  test('cover each example once, the last with what is left', () => {
    const epoch = all({ batch: 4, seed: 1, epoch: 0 });
    expect(epoch.map((batch) => batch.count)).toEqual([4, 4, 2]);
    expect(epoch.flatMap((batch) => [...batch.inputs]).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(epoch.every((batch) => batch.indices.every((index, i) => batch.inputs[i] === index))).toBe(true);
    expect(all({ batch: 4, seed: 1, epoch: 0, lastPartial: 'drop' }).map((batch) => batch.count)).toEqual([4, 4]);
  });
  test('come in an order that seed and epoch alone decide', () => {
    const order = (seed: number, epoch: number) => all({ batch: 10, seed, epoch }).flatMap((b) => [...b.indices]);
    expect(order(1, 2)).toEqual(order(1, 2));
    expect(order(1, 2)).not.toEqual(order(1, 3));
    expect(order(1, 2)).not.toEqual(order(2, 2));
  });
  test('resume in the middle of an epoch', () => {
    const options = { batch: 3, seed: 5, epoch: 4 };
    expect(all({ ...options, from: 2 })).toEqual(all(options).slice(2));
  });
  test('keep the order of the data for evaluation', () => {
    expect(all({ batch: 10, seed: 1, epoch: 0, shuffle: false }).flatMap((b) => [...b.indices])).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
  });
  test('must fit the data', () => {
    expect(() => batchesPerEpoch(counted(10), { batch: 11 })).toThrow(
      'batch: 11 is larger than the data, which has 10 examples',
    );
    expect(() => batchesPerEpoch(counted(10), { batch: 0 })).toThrow('batch: expected an integer of at least 1, got 0');
  });
});

test('requireFinite names the moment, the tensor and the place', () => {
  const values = Float32Array.from([0, 1, 2, 3, 4, Number.NaN]);
  expect(() => requireFinite('step 12', 'images', [1, 2, 3], values)).toThrow(
    "step 12: 'images' holds NaN at [0, 1, 2]",
  );
});
