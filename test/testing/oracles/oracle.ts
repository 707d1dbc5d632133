// What an oracle is: a way to tell, on its own, that something is wrong.
import type { Expr } from '../../../dsl/expr.ts';
import type { Known, Specimen } from '../programs/specimen.ts';

export type Verdict =
  | Agreement
  | Conviction
  | { readonly outcome: 'inconclusive'; readonly why: string }
  /** there is nothing that the law is about: not counted as a check */
  | { readonly outcome: 'inapplicable'; readonly why: string };

export interface Agreement {
  readonly outcome: 'agrees';
  /** the largest error, as a share of what was allowed */
  readonly worst: number;
  /** |actual - expected| / (1 + |expected|), the largest */
  readonly relative: number;
  /** the largest relative error of each operation, where the oracle sees them one by one */
  readonly errors?: ReadonlyMap<string, number>;
  /** of several results, the share of those that could not be decided */
  readonly undecided?: number;
}

export interface Conviction {
  readonly outcome: 'disagrees';
  /** what was compared, e.g. 'the derivative of tanh along a direction' */
  readonly what: string;
  readonly expected: number;
  readonly actual: number;
  readonly allowed: number;
  /** the node at fault, where the oracle knows it */
  readonly at?: Expr;
  /** the message of an error, where the program could not be computed at all */
  readonly thrown?: string;
}

export interface Oracle {
  readonly name: string;
  /** of the highest derivative that is compared; 0 for values */
  readonly order: 0 | 1 | 2;
  readonly check: (specimen: Specimen) => Verdict | Promise<Verdict>;
  /** what may be known of a program (Specimen.known) for this oracle to say something; it is asked about all others too */
  readonly knows?: readonly Known['kind'][];
  /** what a printed program gives to `recheck` for it, as text */
  readonly needs?: { readonly imports: readonly string[]; readonly option: string };
}

export const agrees = (worst = 0, relative = 0): Agreement => ({ outcome: 'agrees', worst, relative });
export const inconclusive = (why: string): Verdict => ({ outcome: 'inconclusive', why });

export const inapplicable = (why: string): Verdict => ({ outcome: 'inapplicable', why });

export function ofAnotherShape(what: string, got: readonly number[], wanted: readonly number[], at: Expr): Conviction {
  const thrown = `${what} has shape [${got.join(', ')}], expected [${wanted.join(', ')}]`;
  return { outcome: 'disagrees', what: thrown, thrown, expected: 0, actual: Number.NaN, allowed: 0, at };
}

/** |actual - expected| <= allowed; NaN agrees with nothing but NaN, and an infinity with nothing but itself. */
export function compare(what: string, expected: number, actual: number, allowed: number, at?: Expr): Verdict {
  if (Object.is(expected, actual)) return agrees();
  const error = Math.abs(actual - expected);
  if (error <= allowed && Number.isFinite(expected)) return agrees(error / allowed, error / (1 + Math.abs(expected)));
  return { outcome: 'disagrees', what, expected, actual, allowed, ...(at === undefined ? {} : { at }) };
}

/** The same, with what rounding explains allowed too: dear, so only asked for where it may decide. */
export function compareWithin(
  what: string,
  expected: number,
  actual: number,
  allowed: number,
  rounding: () => readonly number[],
): Verdict {
  const verdict = compare(what, expected, actual, allowed);
  if (verdict.outcome !== 'disagrees' || Number.isNaN(actual)) return verdict;
  const wider = rounding().reduce((sum, b) => sum + b, allowed);
  return Number.isFinite(wider)
    ? compare(what, expected, actual, wider)
    : inconclusive(`${what}: rounding may change it`);
}

/** The first conviction; else the worst agreement; inconclusive if any is. What applies to none is passed over. */
export function together(verdicts: Iterable<Verdict>): Verdict {
  let all: Verdict = agrees();
  for (const v of verdicts) {
    if (v.outcome === 'disagrees') return v;
    if (v.outcome === 'inapplicable') continue;
    if (v.outcome === 'inconclusive') all = v;
    else if (all.outcome === 'agrees' && v.worst > all.worst) all = v;
  }
  return all;
}

/** The same for results that stand each for itself: what is open in some is counted, and the others are decided. */
export function eachOf(results: readonly Verdict[]): Verdict {
  const open = results.filter((v) => v.outcome === 'inconclusive');
  if (open.length === results.length && open.length > 0) return open[0]!;
  const decided = together(results.filter((v) => v.outcome !== 'inconclusive'));
  return decided.outcome === 'agrees' && open.length > 0
    ? { ...decided, undecided: open.length / results.length }
    : decided;
}
