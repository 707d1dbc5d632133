// IDX files from a folder. Node only: the parser itself (idx.ts) works on bytes anywhere.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, type Dataset, holdOut, type Split } from './dataset.ts';
import { decompress, type IdxArray, pairIdx, parseIdx } from './idx.ts';

/** Of a folder with one set only, this part is held out, drawn with this seed. */
const heldOut = { part: 0.2, seed: 1998 } as const;

/** Reads one IDX file, plain or gzip. */
export async function readIdx(path: string): Promise<IdxArray> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new DataError(`${path}: cannot be read: ${reason(cause)}`, { cause });
  }
  return parseIdx(await decompress(bytes, path), path);
}

/**
 * Reads MNIST's files (`train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-...`), plain or with `.gz`. A folder
 * with both sets gives them as they are; of a folder with one set, a fixed fifth is held out.
 */
export async function loadIdxPair(folder: string): Promise<Split> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    throw new DataError(`${folder}: cannot be read: ${reason(cause)}`, { cause });
  }
  const train = await readSet(folder, names, 'train');
  const test = await readSet(folder, names, 't10k');
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

async function readSet(folder: string, names: readonly string[], set: string): Promise<Dataset | undefined> {
  const [images, labels] = [`${set}-images-idx3-ubyte`, `${set}-labels-idx1-ubyte`];
  const [imagesFile, labelsFile] = [find(names, images), find(names, labels)];
  if (imagesFile === undefined && labelsFile === undefined) return undefined;
  if (imagesFile === undefined || labelsFile === undefined) {
    const [present, absent] = imagesFile === undefined ? [labelsFile, images] : [imagesFile, labels];
    throw new DataError(`${folder}: has ${present}, but ${absent} (plain or .gz) is missing`);
  }
  return pairIdx(await readIdx(join(folder, imagesFile)), await readIdx(join(folder, labelsFile)));
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

/** Node's reason in words: 'no such file or directory' of "ENOENT: no such file or directory, open 'x'". */
export function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /^[A-Z]+: ([^,]+),/.exec(text)?.[1] ?? text;
}
