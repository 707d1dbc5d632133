// The pictures of a finished run.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../../runtime/data/dataset.ts';
import { confusionCounts, confusionMatrix } from '../../runtime/pictures/confusion.ts';
import { gallery } from '../../runtime/pictures/gallery.ts';
import { lossCurve } from '../../runtime/pictures/lossCurve.ts';
import type { Evaluation } from './evaluate.ts';
import type { History } from './history.ts';

const galleryLimit = 40;
export const percent = (part: number): string => `${(100 * part).toFixed(2)}%`;

/** Writes loss-curve.svg, confusion.svg and mistakes.svg; gives their paths. */
export async function drawReport(
  folder: string,
  model: string,
  test: Dataset,
  evaluation: Evaluation,
  history: History,
): Promise<string[]> {
  const { accuracy, predictions } = evaluation;
  const right = Math.round(accuracy * test.count);
  const subtitle = `${model}: ${percent(accuracy)} of ${test.count} held-out digits right`;
  const classes = Array.from({ length: test.classes }, (_, i) => String(i));
  const counts = confusionCounts(test.labels, predictions, test.classes);
  const pictures = {
    'loss-curve.svg': lossCurve({ title: 'Training loss', subtitle, ...history }),
    'confusion.svg': confusionMatrix({ title: 'Confusion matrix', subtitle, classes, counts }),
    'mistakes.svg': mistakes(test, evaluation, `${test.count - right} of ${test.count} held-out digits`),
  };
  const paths = Object.keys(pictures).map((name) => join(folder, name));
  await Promise.all(Object.values(pictures).map((svg, i) => writeFile(paths[i]!, svg)));
  return paths;
}

/** The wrong guesses, the most confident first. */
function mistakes(test: Dataset, { predictions, confidences }: Evaluation, subtitle: string): string {
  const [rows, columns] = [test.shape[0]!, test.shape[1]!];
  const wrong = Array.from(predictions.keys())
    .filter((i) => predictions[i] !== test.labels[i])
    .sort((a, b) => confidences[b]! - confidences[a]! || a - b);
  const items = wrong.slice(0, galleryLimit).map((i) => ({
    pixels: test.inputs.subarray(i * rows * columns, (i + 1) * rows * columns),
    label: String(test.labels[i]),
    prediction: String(predictions[i]),
    confidence: confidences[i]!,
  }));
  const shown = wrong.length > galleryLimit ? `, the ${galleryLimit} most confident` : '';
  return gallery({ title: 'Wrong guesses', subtitle: `${subtitle}${shown}: true → predicted`, rows, columns, items });
}
