// Labelled examples in memory, and the checks that name what is wrong with them.

import { keyOf, permutation } from '../../dsl/key.ts';
import { numbersIn, optionsOf } from '../../dsl/shape/rules/index.ts';

/** Something is wrong with the data, not with the program: the message names the file or tensor, and the place. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

/** `count` examples, each of `shape`, with an integer class each. */
export interface Dataset {
  readonly count: number;
  /** of one example, e.g. [28, 28] */
  readonly shape: readonly number[];
  readonly classes: number;
  /** [count, ...shape], row-major */
  readonly inputs: Float32Array;
  /** [count], from 0 to classes - 1 */
  readonly labels: Int32Array;
}

/** A training set and the examples held out from it. */
export interface Split {
  readonly train: Dataset;
  readonly test: Dataset;
}

/** Checks that sizes agree and that every label is a class; `name` is what the errors call the labels. */
export function dataset(parts: Omit<Dataset, 'count'>, name = 'labels'): Dataset {
  const known = { inputs: 1, labels: 1, shape: 1, classes: 1, count: 1 };
  const { inputs, labels, shape, classes } = optionsOf<Omit<Dataset, 'count'>>('dataset', parts, known);
  numbersIn('dataset', 'a whole number, 1 or more', { classes });
  const size = shape.reduce((n, d) => n * d, 1);
  if (inputs.length !== labels.length * size) {
    throw new DataError(
      `${name}: ${labels.length} labels need ${labels.length * size} input values of shape [${shape.join(', ')}], got ${inputs.length}`,
    );
  }
  const wrong = labels.findIndex((label) => !(label >= 0 && label < classes && Number.isInteger(label)));
  if (wrong >= 0) {
    throw new DataError(`${name}: label ${labels[wrong]} at index ${wrong} is outside 0..${classes - 1}`);
  }
  return { count: labels.length, shape, classes, inputs, labels };
}

/** The examples at `indices`, copied, in that order. */
export function take(data: Dataset, indices: Int32Array): Dataset {
  const size = data.shape.reduce((n, d) => n * d, 1);
  const inputs = new Float32Array(indices.length * size);
  const labels = new Int32Array(indices.length);
  indices.forEach((index, i) => {
    inputs.set(data.inputs.subarray(index * size, (index + 1) * size), i * size);
    labels[i] = data.labels[index]!;
  });
  return { ...data, count: indices.length, inputs, labels };
}

/** Data sets of one kind, one after another. */
export function joinSets(parts: readonly Dataset[], name: string): Dataset {
  const [first] = parts;
  if (first === undefined) throw new DataError(`${name}: nothing to join`);
  const size = first.shape.reduce((n, d) => n * d, 1);
  const count = parts.reduce((n, p) => n + p.count, 0);
  const [inputs, found] = [new Float32Array(count * size), new Int32Array(count)];
  let at = 0;
  for (const part of parts) {
    if (part.shape.join() !== first.shape.join() || part.classes !== first.classes) {
      throw new DataError(
        `${name}: [${part.shape.join(', ')}] of ${part.classes} classes cannot follow [${first.shape.join(', ')}] of ${first.classes}`,
      );
    }
    inputs.set(part.inputs, at * size);
    found.set(part.labels, at);
    at += part.count;
  }
  return { ...first, count, inputs, labels: found };
}

export interface HoldOutOptions {
  /** how many examples are held out */
  readonly test: number;
  readonly seed: number;
}

/** Holds out `test` examples, drawn by `seed` alone: the same split in every run. */
export function holdOut(data: Dataset, options: HoldOutOptions): Split {
  const { test, seed } = optionsOf<HoldOutOptions>('holdOut', options, { test: 1, seed: 1 });
  if (!Number.isInteger(test) || test < 1 || test >= data.count) {
    throw new DataError(`holdOut: cannot hold out ${test} of ${data.count} examples; take 1 to ${data.count - 1}`);
  }
  const order = permutation(data.count, keyOf(seed));
  return { train: take(data, order.slice(test)), test: take(data, order.slice(0, test)) };
}

/**
 * Throws if a tensor holds a value that is not finite, naming the moment, the tensor and the place:
 * `step 12: 'images' holds NaN at [3, 0, 5]`. A NaN would otherwise spread to every weight in one step.
 */
export function requireFinite(moment: string, tensor: string, shape: readonly number[], values: Float32Array): void {
  // a plain loop: it runs before every step, and a callback for each value takes ten times as long
  let wrong = 0;
  while (wrong < values.length && Number.isFinite(values[wrong])) wrong++;
  if (wrong === values.length) return;
  const place: number[] = [];
  let rest = wrong;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    place.unshift(rest % shape[axis]!);
    rest = Math.floor(rest / shape[axis]!);
  }
  throw new DataError(`${moment}: '${tensor}' holds ${values[wrong]} at [${place.join(', ')}]`);
}
