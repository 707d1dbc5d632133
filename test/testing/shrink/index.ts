// From a failing program to a small one that fails for the same reason: structure first, then shapes, then values.
import type { Conviction, Oracle } from '../oracles/oracle.ts';
import type { Specimen } from '../programs/specimen.ts';
import { smallerShapes } from './shapes.ts';
import { simplerStructures, tidy } from './structure.ts';
import { plainerValues } from './values.ts';

export interface Failure {
  readonly specimen: Specimen;
  readonly oracle: Oracle;
  readonly conviction: Conviction;
}

/** Checks that shrinking may take. */
const budget = 2000;
/** A failure this many times beyond what is allowed is clear; a smaller one must not fade while it shrinks. */
const clear = 10;

const all = [simplerStructures, smallerShapes, plainerValues];

/** One output, with what is known of it, where that is known of each for itself. */
function* aloneOutputs(specimen: Specimen): Generator<Specimen> {
  const { known, outputs } = specimen;
  if (outputs.length === 1 || (known?.kind !== 'kinks' && known?.kind !== 'digits')) return;
  for (const [k, output] of outputs.entries())
    yield {
      ...specimen,
      ...tidy({ ...specimen, outputs: [output] }),
      known: known.kind === 'kinks' ? known : { ...known, allowed: [known.allowed[k]!] },
    };
}

/**
 * The smallest failing program found: greedily, each stage to its end, and again from the first for as long as anything
 * changed. A candidate that fails only by a little is not taken: shrinking never ends at the tolerance's edge.
 */
export async function shrink(failure: Failure): Promise<Failure> {
  const { known } = failure.specimen;
  // what is known of a program is not known of a smaller one; of 'bits' it is nothing that a smaller one had not
  const stages = known === undefined || known.kind === 'bits' ? all : [aloneOutputs];
  let best = failure;
  let left = budget;
  const improve = async (candidates: Iterable<Specimen>): Promise<boolean> => {
    for (const specimen of candidates) {
      if (left-- <= 0) return false;
      const verdict = await failure.oracle.check(specimen);
      if (verdict.outcome !== 'disagrees' || !alike(verdict, best.conviction)) continue;
      best = { ...best, specimen, conviction: verdict };
      return true;
    }
    return false;
  };
  for (let again = true; again && left > 0; ) {
    again = false;
    for (const stage of stages) while (await improve(stage(best.specimen))) again = true;
  }
  return best;
}

/** The same kind of failure, and as clear a one: an error is not traded for a wrong number, nor for another error. */
function alike(found: Conviction, best: Conviction): boolean {
  if (found.thrown !== undefined || best.thrown !== undefined) return kindOf(found) === kindOf(best);
  // nothing is computed where a number is none: another failure
  if (Number.isNaN(found.actual) !== Number.isNaN(best.actual)) return false;
  return excess(found) >= Math.min(clear, excess(best));
}

/** An error's message without its numbers and names. */
const kindOf = ({ thrown }: Conviction): string | undefined => thrown?.replace(/[\d.]+|'[^']*'|\[[^\]]*\]/g, '#');

function excess({ expected, actual, allowed }: Conviction): number {
  const error = Math.abs(actual - expected);
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error / allowed;
}
