// Operations of the language on small arrays, of which plain arithmetic says what they come to: a wrong formula has right
// derivatives too, and every backend computes it alike.
import { keyOf, uniform } from '../../../dsl/key.ts';
import { attention } from '../plain/attention.ts';
import { lifted } from '../plain/lifted.ts';
import { Drawing, type Meaning, type Meant } from '../plain/meaning.ts';
import { optimizers } from '../plain/optimizers.ts';
import { patterns } from '../plain/patterns.ts';
import { random } from '../plain/random.ts';
import { longTotals, sums } from '../plain/sums.ts';
import { views } from '../plain/views.ts';
import { windows } from '../plain/windows.ts';
import { zeros } from '../plain/zeros.ts';
import { Choices } from '../programs/choices.ts';
import { type Edge, listOf } from './edge.ts';

export const meanings: Readonly<Record<string, Meaning>> = {
  ...views,
  ...sums,
  ...windows,
  ...random,
  ...lifted,
  ...patterns,
  ...attention,
  ...optimizers,
};
const names = Object.keys(meanings);

/** What has most ways to be said, once more each. */
const again = ['lifted', 'lifted', 'lifted', 'einsum', 'einsum', 'cumulativeSum', 'slice', 'window', 'attend'];
/** Choices of one: more than any needs. */
const longest = 96;

export const plain: Readonly<Record<string, Edge>> = {
  'operations on small arrays': (choices: Choices) => {
    // each has choices of its own, so that one that takes many leaves some to the others; it takes a fraction of a millisecond
    const parts = [...names, ...again].map((name, i): Meant => {
      const key = keyOf(choices.below(99_991));
      const own = new Choices(listOf(longest, (n) => Math.floor(99_991 * uniform(key, n))));
      return meanings[name]!(new Drawing(own, `x${i}_`));
    });
    // few of the draws above reach a second block
    parts.push(zeros(new Drawing(choices, 'zeros')), longTotals(new Drawing(choices, 'long')));
    return {
      leaves: parts.flatMap((p) => p.leaves),
      outputs: parts.map((p) => p.output),
      known: { kind: 'plain', wanted: parts.map((p) => p.wanted) },
    };
  },
};
