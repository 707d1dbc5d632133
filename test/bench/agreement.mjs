// Do all systems train the same network? Their first losses must be those of the same training
// in float64, computed once (`node losses.mjs`, by PyTorch) and kept in losses.json.

import { readFileSync } from 'node:fs';

export const expected = JSON.parse(readFileSync(new URL('losses.json', import.meta.url), 'utf8'));

/** Each loss to this share of itself, ... */
const tolerance = 1e-3;

/** ... and the way gone down from the first loss to this share of itself: what wrong gradients would change. */
const descentTolerance = 0.02;

/** @returns what disagrees, as a sentence, or undefined. */
export function disagreement(workload, losses) {
  const truth = expected[workload];
  const sequence = (values) => values.map((value) => value.toPrecision(7)).join(', ');
  const both = `losses ${sequence(losses)} but in float64 ${sequence(truth)}`;
  if (losses.length < truth.length) return `only ${losses.length} losses of ${truth.length}`;
  for (const [i, value] of truth.entries()) {
    // Written so that NaN disagrees.
    if (!(Math.abs(losses[i] - value) <= tolerance * Math.abs(value))) return both;
    const descent = truth[0] - value;
    const gone = losses[0] - losses[i];
    if (!(Math.abs(gone - descent) <= descentTolerance * Math.abs(descent))) return `${both}: another descent`;
  }
  return undefined;
}
