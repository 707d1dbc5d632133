// CIFAR, text, and files read with progress and checksums: small files made here, and what is wrong with others.
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseCifar } from '../../runtime/data/cifar.ts';
import { DataError } from '../../runtime/data/dataset.ts';
import { loadCifar, loadIdxPair, loadText, publishedChecksums } from '../../runtime/data/files.ts';
import { type ReadProgress, readBytes } from '../../runtime/data/read.ts';
import { streamBatches, streams, vocabulary } from '../../runtime/data/text.ts';

const pixels = 3072;
/** A file of CIFAR: each image filled with its index, but for the first byte of its green plane. */
function cifar(labels: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    labels.flatMap((label, i) => [...label, ...Array.from({ length: pixels }, (_, k) => (k === 1024 ? 255 : i))]),
  );
}

describe('parseCifar', () => {
  test('CIFAR-10: a label, then three planes', () => {
    const data = parseCifar(cifar([[7], [3]]), 10);
    expect(data).toMatchObject({ count: 2, shape: [3, 32, 32], classes: 10 });
    expect([...data.labels]).toEqual([7, 3]);
    expect([data.inputs[0], data.inputs[1024], data.inputs[pixels]]).toEqual([0, 1, Math.fround(1 / 255)]);
  });
  test('CIFAR-100: the coarse label, then the fine one', () => {
    const bytes = cifar([
      [19, 99],
      [0, 42],
    ]);
    expect([...parseCifar(bytes, 100).labels]).toEqual([99, 42]);
    expect([...parseCifar(bytes, 20).labels]).toEqual([19, 0]);
  });
  test.each([
    ['nothing', new Uint8Array(0), 10, 'a: holds no images'],
    [
      'cut short',
      cifar([[1], [2]]).slice(0, -5),
      10,
      'a: truncated, or not a file of CIFAR-10: its records have 3073 bytes, the file has 6141, 3068 more than 1 records',
    ],
    [
      'CIFAR-10 taken for CIFAR-100',
      cifar([[1]]),
      100,
      'a: truncated, or not a file of CIFAR-100: its records have 3074 bytes, the file has 3073, 3073 more than 0 records',
    ],
    ['a label that is no class', cifar([[1], [10]]), 10, 'a: label 10 at index 1 is outside 0..9'],
  ] as const)('%s', (_, bytes, classes, message) => {
    expect(() => parseCifar(bytes, classes, 'a')).toThrow(new DataError(message));
  });
});

describe('text', () => {
  test('a vocabulary is the characters of a text in order, whole code points', () => {
    const v = vocabulary('no 🐦 no');
    expect(v.characters).toEqual([' ', 'n', 'o', '🐦']);
    expect([...v.encode('on 🐦')]).toEqual([2, 1, 0, 3]);
    expect(v.decode([2, 1, 0, 3])).toBe('on 🐦');
    expect(vocabulary(v.characters).characters).toEqual(v.characters);
  });
  test('what is not in it is an error that names it', () => {
    const v = vocabulary('abc');
    expect(() => v.encode('abd', 'song.txt')).toThrow(
      new DataError('song.txt: character "d" at index 2 is not in the vocabulary of 3 characters'),
    );
    expect(() => v.decode([0, 3])).toThrow(new DataError('vocabulary: symbol 3 at index 1 is outside 0..2'));
    expect(() => vocabulary('')).toThrow(new DataError('vocabulary: the text has no characters'));
  });
});

describe('streams', () => {
  const symbols = Int32Array.from({ length: 23 }, (_, i) => i);
  const all = (options: Parameters<typeof streams>[1]) => [...streams(symbols, options)];
  test('each row goes on where it ended in the batch before, and targets are what follows', () => {
    const batches = all({ batch: 2, length: 4 });
    expect(batches.map((b) => [...b.inputs])).toEqual([
      [0, 1, 2, 3, 11, 12, 13, 14],
      [4, 5, 6, 7, 15, 16, 17, 18],
    ]);
    expect(batches.map((b) => [...b.targets])).toEqual(batches.map((b) => [...b.inputs].map((s) => s + 1)));
    expect(batches.map((b) => b.position)).toEqual([0, 1]);
    expect(streamBatches(23, { batch: 2, length: 4 })).toBe(2);
  });
  test('resume in the middle', () => {
    expect(all({ batch: 2, length: 3, from: 2 })).toEqual(all({ batch: 2, length: 3 }).slice(2));
  });
  test('a text that is too short', () => {
    expect(() => all({ batch: 4, length: 6 })).toThrow(
      new DataError('streams: 4 streams of 6 steps need 25 symbols, the text has 23'),
    );
    expect(() => all({ batch: 0, length: 6 })).toThrow('streams: batch must be a whole number, 1 or more, not 0');
  });
});

describe('files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quern-loaders-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const put = async (name: string, bytes: Uint8Array | string) => {
    await writeFile(join(folder, name), bytes);
    return join(folder, name);
  };

  test('CIFAR-10 is its five files and the test set; progress by file', async () => {
    for (let n = 1; n <= 5; n++) await put(`data_batch_${n}.bin`, cifar([[n], [n]]));
    await expect(loadCifar(folder, 10)).rejects.toThrow(
      new DataError(`${folder}: test_batch.bin is missing: unpack the binary version of CIFAR-10`),
    );
    await put('test_batch.bin', cifar([[9]]));
    const seen: ReadProgress[] = [];
    const { train, test: held } = await loadCifar(folder, 10, { progress: (p) => seen.push(p) });
    expect([...train.labels, ...held.labels]).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 9]);
    expect(train.inputs.length).toBe(10 * pixels);
    expect(seen).toHaveLength(6);
    expect(seen.every(({ bytes, total }) => bytes === total)).toBe(true);
  });
  test('a long file is read in parts', async () => {
    const path = await put('long', new Uint8Array(2.5 * 2 ** 20).fill(3));
    const seen: number[] = [];
    const bytes = await readBytes(path, { progress: (p) => seen.push(p.bytes / 2 ** 20) });
    expect(seen).toEqual([1, 2, 2.5]);
    expect(bytes.every((b) => b === 3)).toBe(true);
  });
  test('checksums: MD5 or SHA-256; what differs is named', async () => {
    const path = await put('a.bin', 'abc');
    const [md5, sha256] = ['md5', 'sha256'].map((a) => createHash(a).update('abc').digest('hex'));
    for (const sum of [md5!, sha256!.toUpperCase()]) {
      expect(await readBytes(path, { checksums: { 'a.bin': sum } })).toHaveLength(3);
    }
    const wrong = '0'.repeat(32);
    await expect(readBytes(path, { checksums: { 'a.bin': wrong } })).rejects.toThrow(
      new DataError(`${path}: damaged, or another file: its md5 is ${md5}, expected ${wrong}; fetch it again`),
    );
    await expect(readBytes(path, { checksums: { 'a.bin': 'abc' } })).rejects.toThrow(
      `${path}: 'abc' is no checksum: expected MD5 or SHA-256 in hexadecimal`,
    );
    const gz = await put('t10k-labels-idx1-ubyte.gz', 'abc');
    await put('t10k-images-idx3-ubyte', 'abc');
    const checksums = { ...publishedChecksums.fashionMnist, 't10k-images-idx3-ubyte': md5! };
    await expect(loadIdxPair(folder, { checksums })).rejects.toThrow('t10k-images-idx3-ubyte: truncated');
    await expect(readBytes(gz, { checksums })).rejects.toThrow(`${gz}: damaged, or another file: its md5 is`);
  });
  test('text is UTF-8', async () => {
    expect(await loadText(await put('a.txt', '\u{feff}höhe'))).toBe('höhe');
    const cut = await put('b.txt', new TextEncoder().encode('hö').slice(0, -1));
    await expect(loadText(cut)).rejects.toThrow(new DataError(`${cut}: is not text in UTF-8, or was cut short`));
    const none = join(folder, 'none.txt');
    await expect(loadText(none)).rejects.toThrow(new DataError(`${none}: cannot be read: no such file or directory`));
  });
});
