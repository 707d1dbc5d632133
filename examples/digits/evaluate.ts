// How well the network reads digits that it was not trained on.
import { batches } from '../../runtime/data/batches.ts';
import type { Dataset } from '../../runtime/data/dataset.ts';
import type { Sizes } from '../../runtime/fit.ts';
import type { State } from '../../runtime/state.ts';

export interface Evaluation {
  readonly accuracy: number;
  /** mean cross entropy */
  readonly loss: number;
  readonly predictions: Int32Array;
  /** the probability of each prediction, by softmax */
  readonly confidences: Float64Array;
}

const batch = 250;

/** Runs `predict` (input -> output, the logits) over all of `data`; the sums are made here, in float64. */
export async function evaluate(predict: Sizes, state: State, data: Dataset): Promise<Evaluation> {
  const predictions = new Int32Array(data.count);
  const confidences = new Float64Array(data.count);
  let loss = 0;
  let right = 0;
  const sizes = { batch: Math.min(batch, data.count), seed: 0, epoch: 0, shuffle: false };
  for (const part of batches(data, sizes)) {
    const { outputs } = await (await predict.of(part.count)).run(state, { input: part.inputs });
    const logits = outputs.output!;
    part.indices.forEach((index, i) => {
      const row = logits.subarray(i * data.classes, (i + 1) * data.classes);
      const { best, logSum } = read(row);
      const label = part.labels[i]!;
      predictions[index] = best;
      confidences[index] = Math.exp(row[best]! - logSum);
      loss += logSum - row[label]!;
      if (best === label) right++;
    });
  }
  return { accuracy: right / data.count, loss: loss / data.count, predictions, confidences };
}

/** The largest of a row of logits, and log(sum(exp(row))). */
function read(row: Float32Array | Int32Array): { readonly best: number; readonly logSum: number } {
  let best = 0;
  for (let i = 1; i < row.length; i++) if (row[i]! > row[best]!) best = i;
  let sum = 0;
  for (const logit of row) sum += Math.exp(logit - row[best]!);
  return { best, logSum: row[best]! + Math.log(sum) };
}
