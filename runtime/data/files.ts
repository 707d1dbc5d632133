// Data sets and texts from files. Node only: the parsers themselves (idx.ts, cifar.ts, text.ts) work on bytes anywhere.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CifarClasses, parseCifar } from './cifar.ts';
import { DataError, type Dataset, holdOut, joinSets, type Split } from './dataset.ts';
import { decompressIdx, type IdxArray, pairIdx, parseIdx } from './idx.ts';
import { type ReadOptions, readBytes, readOptions, reason } from './read.ts';

/** Of a folder with one set only, this part is held out, drawn with this seed. */
const heldOut = { part: 0.2, seed: 1998 } as const;

/** MD5 of the published files, for `checksums`. Fashion-MNIST (Xiao, Rasul and Vollgraf 2017) has MNIST's file names. */
export const publishedChecksums = {
  mnist: {
    'train-images-idx3-ubyte.gz': 'f68b3c2dcbeaaa9fbdd348bbdeb94873',
    'train-labels-idx1-ubyte.gz': 'd53e105ee54ea40749a09fcbcd1e9432',
    't10k-images-idx3-ubyte.gz': '9fb629c4189551a2d022fa330f9573f3',
    't10k-labels-idx1-ubyte.gz': 'ec29112dd5afa0611ce80d1b7f02629c',
  },
  fashionMnist: {
    'train-images-idx3-ubyte.gz': '8d4fb7e6c68d591d4c3dfef9ec88bf0d',
    'train-labels-idx1-ubyte.gz': '25c81989df183df01b3e8a0aad5dffbe',
    't10k-images-idx3-ubyte.gz': 'bef4ecab320f06d8554ea6380940ec79',
    't10k-labels-idx1-ubyte.gz': 'bb300cfdad3c16e7a12a480ee83cd310',
  },
} as const satisfies Readonly<Record<string, ReadOptions['checksums']>>;

/** Reads one IDX file, plain or gzip. */
export async function readIdx(path: string, options: ReadOptions = {}): Promise<IdxArray> {
  return parseIdx(await decompressIdx(await readBytes(path, options), path), path);
}

/**
 * Reads the files of MNIST or Fashion-MNIST (`train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-...`), plain or
 * with `.gz`. A folder with both sets gives them as they are; of a folder with one set, a fixed fifth is held out.
 */
export async function loadIdxPair(folder: string, options: ReadOptions = {}): Promise<Split> {
  readOptions('loadIdxPair', options);
  const names = await namesIn(folder);
  const train = await readSet(folder, names, 'train', options);
  const test = await readSet(folder, names, 't10k', options);
  if (train !== undefined && test !== undefined) {
    requireSameShape(folder, train, test);
    return { train, test };
  }
  const only = train ?? test;
  if (only === undefined) {
    throw new DataError(
      `${folder}: no IDX files: expected train-images-idx3-ubyte and train-labels-idx1-ubyte, or t10k-..., plain or .gz`,
    );
  }
  return holdOut(only, { test: Math.round(only.count * heldOut.part), seed: heldOut.seed });
}

/** The files that CIFAR's archives hold. */
const cifarFiles = {
  10: { train: [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`), test: ['test_batch.bin'] },
  100: { train: ['train.bin'], test: ['test.bin'] },
} as const;

/**
 * Reads the binary files of CIFAR-10 (`data_batch_1.bin`, ..., `test_batch.bin`), or of CIFAR-100 (`train.bin`, `test.bin`)
 * with its 100 classes or with the 20 coarse ones.
 */
export async function loadCifar(folder: string, classes: CifarClasses, options: ReadOptions = {}): Promise<Split> {
  readOptions('loadCifar', options);
  const names = await namesIn(folder);
  const files = cifarFiles[classes === 10 ? 10 : 100];
  const missing = [...files.train, ...files.test].find((name) => !names.includes(name));
  if (missing !== undefined) {
    throw new DataError(
      `${folder}: ${missing} is missing: unpack the binary version of CIFAR-${classes === 10 ? 10 : 100}`,
    );
  }
  const read = async (of: readonly string[]) => {
    const sets: Dataset[] = [];
    for (const name of of) {
      const path = join(folder, name);
      sets.push(parseCifar(await readBytes(path, options), classes, path));
    }
    return joinSets(sets, folder);
  };
  return { train: await read(files.train), test: await read(files.test) };
}

/** Reads a text in UTF-8; the mark of byte order that some editors write is left out. */
export async function loadText(path: string, options: ReadOptions = {}): Promise<string> {
  const bytes = await readBytes(path, options);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DataError(`${path}: is not text in UTF-8, or was cut short`, { cause });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new DataError(`${folder}: cannot be read: ${reason(cause)}`, { cause });
  }
}

async function readSet(
  folder: string,
  names: readonly string[],
  set: string,
  options: ReadOptions,
): Promise<Dataset | undefined> {
  const [images, labels] = [`${set}-images-idx3-ubyte`, `${set}-labels-idx1-ubyte`];
  const [imagesFile, labelsFile] = [find(names, images), find(names, labels)];
  if (imagesFile === undefined && labelsFile === undefined) return undefined;
  if (imagesFile === undefined || labelsFile === undefined) {
    const [present, absent] = imagesFile === undefined ? [labelsFile, images] : [imagesFile, labels];
    throw new DataError(`${folder}: has ${present}, but ${absent} (plain or .gz) is missing`);
  }
  return pairIdx(await readIdx(join(folder, imagesFile), options), await readIdx(join(folder, labelsFile), options));
}

/** `-idx3-ubyte` is also spelled `.idx3-ubyte` by some mirrors. */
function find(names: readonly string[], base: string): string | undefined {
  const dotted = base.replace('-idx', '.idx');
  return [base, `${base}.gz`, dotted, `${dotted}.gz`].find((name) => names.includes(name));
}

function requireSameShape(folder: string, train: Dataset, test: Dataset): void {
  if (train.shape.join() === test.shape.join()) return;
  throw new DataError(
    `${folder}: training images are [${train.shape.join(', ')}], but test images are [${test.shape.join(', ')}]`,
  );
}
