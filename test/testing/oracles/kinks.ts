// Derivatives at kinks, up to the fourth: where those of both sides meet, the derivative is their limit; where they do not,
// it lies between them; it is no number only where neither side has one.
import { makeReduce } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { gradient } from '../../../dsl/grad/reverse.ts';
import { evaluate, type Values } from '../../../runtime/backends/reference/index.ts';
import { feedsOf, type Leaf, moved, type Specimen } from '../programs/specimen.ts';
import { agrees, compare, inapplicable, type Oracle, together, type Verdict } from './oracle.ts';

const highest = 4;
/** steps to both sides: what is known of a kink has no other one within the first */
const steps = [2 ** -7, 2 ** -8, 2 ** -9] as const;

const ordinal = ['value', 'first', 'second', 'third', 'fourth'] as const;

export const kinks: Oracle = {
  name: 'derivatives at kinks',
  order: 1,
  knows: ['kinks'],
  check: (specimen) => {
    const [leaf] = specimen.leaves;
    if (specimen.known?.kind !== 'kinks' || leaf === undefined) return inapplicable('nothing is known of kinks');
    return together(specimen.outputs.flatMap((y, k) => ofOperation(`output ${k}`, y, leaf, specimen)));
  },
};

function ofOperation(name: string, y: Expr, leaf: Leaf, specimen: Specimen): Verdict[] {
  const all = derivativesOf(y, leaf.expr);
  const at = (h: number): Values[] =>
    evaluate(all, feedsOf(moved(specimen, (l) => (h === 0 ? l.values : l.values.map((v) => v + h)))));
  const here = at(0);
  const sides = [-1, 1].map((sign) => steps.map((h) => at(sign * h)));
  const verdicts: Verdict[] = [];
  for (let n = 1; n <= highest; n++)
    for (let i = 0; i < leaf.values.length; i++) {
      if (!Number.isFinite(here[0]![i]!)) continue;
      const [left, right] = sides.map((s) => limitOf(s.map((values) => values[n]![i]!)));
      const what = `the ${ordinal[n]} derivative of ${name} at ${leaf.values[i]}, element ${i}`;
      verdicts.push(isLimit(what, here[n]![i]!, left!, right!));
      // where values are numbers, so are their derivatives, beside the point
      for (const side of sides) verdicts.push(isNumber(what, side[0]!, n, i));
    }
  return verdicts;
}

/** [y, y', .., y''''] elementwise: of an elementwise function, the gradient of the sum. */
function derivativesOf(y: Expr, x: Leaf['expr']): Expr[] {
  const all = [y];
  while (all.length <= highest) all.push(gradient(makeReduce('sum', all.at(-1)!, [...y.shape.keys()]), [x])[0]!);
  return all;
}

/** A limit, how far it may be off, and whether there is one. */
interface Limit {
  readonly value: number;
  readonly error: number;
}

/** For h to 0 of values at h, h/2, h/4, extrapolated; null where they grow or are no numbers. */
function limitOf([a, b, c]: readonly number[]): Limit | null {
  const [first, second] = [2 * b! - a!, 2 * c! - b!];
  const value = (4 * second - first) / 3;
  const error = 4 * Math.abs(value - second) + 1e-7 * (1 + Math.abs(value));
  return Number.isFinite(value) && error < 1e-2 * (1 + Math.abs(value)) ? { value, error } : null;
}

function isLimit(what: string, actual: number, left: Limit | null, right: Limit | null): Verdict {
  if (left === null && right === null) return agrees();
  if (left === null || right === null) {
    // one side grows without limit, or has no values: between them is everything, but not what is no number
    const one = (left ?? right)!;
    return Number.isNaN(actual)
      ? compare(`${what} (beside a side without limit)`, one.value, actual, one.error)
      : agrees();
  }
  const [low, high] = left.value < right.value ? [left, right] : [right, left];
  const nearest = Number.isNaN(actual) ? low.value : Math.min(Math.max(actual, low.value), high.value);
  return compare(`${what} (between both sides)`, nearest, actual, low.error + high.error);
}

function isNumber(what: string, values: readonly Values[], n: number, i: number): Verdict {
  const before = [values[0]![i]!, values[n - 1]![i]!];
  return before.every(Number.isFinite) && Number.isNaN(values[n]![i]!)
    ? compare(`${what}, just beside it`, 0, Number.NaN, 0)
    : agrees();
}
