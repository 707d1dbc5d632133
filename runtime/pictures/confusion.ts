// The confusion matrix: row = true class, column = predicted class.
import { element, picture, style, text } from './svg.ts';

export interface Confusion {
  readonly title: string;
  readonly subtitle?: string;
  readonly classes: readonly string[];
  /** counts[true][predicted] */
  readonly counts: readonly (readonly number[])[];
}

/** Counts how often each class was taken for each. */
export function confusionCounts(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes: number,
): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]![predictions[i]!]!++;
  return counts;
}

const cell = 46;
const origin = { x: 96, y: 116 } as const;

/**
 * An SVG table. Right answers are blue by recall, wrong ones orange by their share of the row, on a root scale: one
 * mistake in two hundred must still be seen.
 */
export function confusionMatrix(confusion: Confusion): string {
  const { classes, counts } = confusion;
  const n = classes.length;
  const width = origin.x + n * cell + 96;
  const height = origin.y + n * cell + 36;
  const faint = { fill: style.faint, 'text-anchor': 'middle' } as const;
  const middle = n * cell * 0.5;
  return picture(
    width,
    height,
    confusion.title,
    text(28, 32, confusion.title, { 'font-size': 18, 'font-weight': 600 }),
    text(28, 53, confusion.subtitle ?? '', { fill: style.faint }),
    text(origin.x + middle, origin.y - 30, 'predicted', faint),
    text(32, origin.y + middle, 'true', { ...faint, transform: `rotate(-90 32 ${origin.y + middle})` }),
    text(origin.x + n * cell + 44, origin.y - 10, 'recall', faint),
    ...classes.map((name, i) => text(centre(origin.x, i), origin.y - 10, name, { 'text-anchor': 'middle' })),
    ...counts.map((row, i) => rowOf(row, i, classes[i]!)),
  );
}

const centre = (start: number, i: number): number => start + (i + 0.5) * cell;

function rowOf(row: readonly number[], i: number, name: string): string {
  const total = row.reduce((sum, count) => sum + count, 0);
  const y = origin.y + i * cell;
  const baseline = y + cell / 2 + 4.5;
  const recall = total === 0 ? '' : `${((100 * row[i]!) / total).toFixed(1)}%`;
  return [
    text(origin.x - 14, baseline, name, { 'text-anchor': 'end' }),
    ...row.map((count, j) => {
      const part = total === 0 ? 0 : count / total;
      const strength = i === j ? 0.15 + 0.85 * part : count === 0 ? 0 : 0.12 + 0.88 * Math.sqrt(part);
      const fill = count === 0 ? '#f8fafc' : i === j ? style.blue : style.orange;
      const box = { x: origin.x + j * cell + 1, y: y + 1, width: cell - 2, height: cell - 2, rx: 4, fill };
      const colour = strength > 0.5 ? '#ffffff' : style.ink;
      const label = text(centre(origin.x, j), baseline, String(count), { 'text-anchor': 'middle', fill: colour });
      return element('rect', { ...box, 'fill-opacity': count === 0 ? 1 : strength }) + (count === 0 ? '' : label);
    }),
    text(origin.x + row.length * cell + 44, baseline, recall, { 'text-anchor': 'middle', fill: style.faint }),
  ].join('');
}
