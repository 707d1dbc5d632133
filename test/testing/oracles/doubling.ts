// What is homogeneous doubles to the bit: with some leaves doubled, a result of degree d is 2^d times what it was, and what
// does not depend on them is the same. The law needs no bounds, so it sees what rounding would excuse.
import { type Expr, topological } from '../../../dsl/expr.ts';
import { type Degree, degreesOf } from '../numeric/degrees.ts';
import { differentiable, type Specimen } from '../programs/specimen.ts';
import type { Expected } from './expected.ts';
import { agrees, compare, type Verdict } from './oracle.ts';

export interface Doubling {
  readonly leaves: ReadonlySet<Expr>;
  /** of each result: null where it has none */
  readonly degrees: readonly Degree[];
}

/** Numbers between which products of a few stay in the range of floats. */
const [least, most] = [2 ** -40, 2 ** 40];

const known = new WeakMap<Specimen, Doubling | null>();

/** The leaves to double: all, the first or the last, that for which most results have a degree. Null where the law says nothing. */
export function doublingOf(specimen: Specimen, expected: Expected): Doubling | null {
  const found = known.get(specimen);
  if (found !== undefined) return found;
  const made = chosen(specimen, expected);
  known.set(specimen, made);
  return made;
}

function chosen(specimen: Specimen, { all, evaluation }: Expected): Doubling | null {
  const leaves = differentiable(specimen).map((l) => l.expr);
  const choices = leaves.length > 1 ? [leaves, [leaves[0]!], [leaves.at(-1)!]] : [leaves];
  let best: Doubling | null = null;
  let most = 0;
  for (const choice of choices) {
    const degrees = degreesOf(all, new Map(choice.map((l) => [l, 1])));
    // what stays as it is says less than what doubles
    const worth = all.reduce((n, e) => n + weight(degrees.get(e)!), 0);
    if (worth <= most || !all.some((e) => isMoved(degrees.get(e)!))) continue;
    if (!topological(all).every((e) => !isMoved(degrees.get(e)!) || inRange(evaluation.of(e)))) continue;
    [best, most] = [{ leaves: new Set(choice), degrees: all.map((e) => degrees.get(e)!) }, worth];
  }
  return best;
}

const isMoved = (degree: Degree): boolean => degree !== null && degree !== 0;
const weight = (degree: Degree): number => (degree === null ? 0 : isMoved(degree) ? 4 : 1);

const inRange = (values: Float64Array): boolean =>
  values.every((v) => v === 0 || !Number.isFinite(v) || (Math.abs(v) >= least && Math.abs(v) <= most));

/** The result of doubled leaves, against what it was. */
export function doubled(
  what: string,
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  degree: Degree,
  at: Expr,
): Verdict {
  if (degree === null) return agrees();
  const factor = degree === 'any' ? 1 : 2 ** degree;
  for (let i = 0; i < before.length; i++) {
    const wanted = factor * before[i]!;
    if (wanted !== after[i] && !(Number.isNaN(wanted) && Number.isNaN(after[i])))
      return compare(`${what} with leaves doubled, element ${i}`, wanted, after[i]!, 0, at);
  }
  return agrees();
}
