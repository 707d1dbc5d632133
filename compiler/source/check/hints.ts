// What holds for a sentence, whatever was meant: said beside the fixes that were tried, or where there are none.
import type { Sentence } from '../../../dsl/shape/messages.ts';
import { dimensionsOf, type Said } from './sentence.ts';

type Hint = (words: readonly string[]) => string | undefined;

const labels =
  "labels are the numbers of classes: declare them with input.i32('batch'); one-hot rows become labels by argMax(rows, -1)";

const hints: Partial<Record<Sentence, Hint>> = {
  axis: ([, , shape]) => {
    const rank = dimensionsOf(shape).length;
    return rank === 0 ? undefined : `axes of ${shape} are 0 to ${rank - 1}, or -1 to -${rank} from the end`;
  },
  typeAre: ([, role, , expected]) => (role === 'labels' && expected === 'i32' ? labels : undefined),
  labels: () => labels,
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
