// What holds for a sentence, whatever was meant: said beside the fixes that were tried, or where there are none.
import type { Sentence } from '../../../dsl/shape/messages.ts';
import { dimensionsOf, type Said } from './sentence.ts';

type Hint = (words: readonly string[]) => string | undefined;

/** What labels should be, by the rank of those that are given beside the rank of those that are wanted. */
function labelsOf(got: string | undefined, wanted: string | undefined): string {
  const more = dimensionsOf(got).length - dimensionsOf(wanted).length;
  if (more > 0) return 'labels are the numbers of classes: one-hot rows become labels by argMax(rows, -1)';
  const each = dimensionsOf(wanted).slice(more).join(', ');
  if (more < 0) return `predictions are for each of ${each}: take the last state, or the mean over it`;
  return `one label for each prediction: ${wanted}`;
}

const labels =
  "labels are the numbers of classes: declare them with input.i32('batch'); one-hot rows become labels by argMax(rows, -1)";

const hints: Partial<Record<Sentence, Hint>> = {
  axis: ([, , shape]) => {
    const rank = dimensionsOf(shape).length;
    return rank === 0 ? undefined : `axes of ${shape} are 0 to ${rank - 1}, or -1 to -${rank} from the end`;
  },
  typeAre: ([, role, , expected]) => (role === 'labels' && expected === 'i32' ? labels : undefined),
  labels: ([, got, wanted]) => labelsOf(got, wanted),
  gradScalar: () => 'a loss is one number: mean(loss) or sum(loss)',
  literal: ([type]) =>
    type === 'number' || type === 'string'
      ? "write the number itself, declare it with `const`, or name the dimension: 'batch'"
      : undefined,
  kept: ([, from, to]) => `a layer that leads from ${to} back to ${from} at the end of T`,
  opened: ([, , , , expected]) => `T has to end in ${expected}`,
  window: () => 'a smaller window, padding around the input, or a larger input',
};

/** What holds, or undefined. */
export function hintFor(said: Said): string | undefined {
  return hints[said.key]?.(said.words);
}
