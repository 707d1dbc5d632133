// A derivative under test against differences, at smooth points and at kinks.
import { close, closer, converged, derivative, near, noiseOf, oneSided } from '../numeric/differences.ts';
import { agrees, compare, compareWithin, inconclusive, type Verdict } from './oracle.ts';

export interface Judgement {
  readonly verdict: Verdict;
  /** the function is not differentiable here: the derivatives from both sides differ */
  readonly kink: boolean;
}

/** No float64 computation of a few hundred operations is better than this, relative to its value. */
const floor = 1e-11;

/**
 * `actual` against f'(0). The tolerance is the estimated error of the difference quotient: truncation and rounding, both
 * measured. At a kink, what is allowed is the interval between the derivatives of both sides. Where the differences do
 * not converge (a jump, a kink very near), nothing can be said. `rounding` bounds what float64 adds to `actual`.
 */
export function judge(
  what: string,
  actual: number,
  f: (h: number) => number,
  rounding: () => number = () => 0,
): Judgement {
  const found = judgeExact(what, actual, f);
  const { verdict: v } = found;
  if (v.outcome !== 'disagrees') return found;
  return { ...found, verdict: compareWithin(v.what, v.expected, actual, v.allowed, () => [rounding()]) };
}

function judgeExact(what: string, actual: number, along: (h: number) => number): Judgement {
  const f = remembering(along);
  const noise = noiseOf(f);
  if (!Number.isFinite(noise)) return { verdict: inconclusive(`${what}: values are not finite`), kink: false };
  const central = derivative(f, noise);
  if (converged(central) && !isKink(f, noise)) {
    const allowed = central.error + floor * (1 + Math.abs(central.value));
    return { verdict: compare(what, central.value, actual, allowed), kink: false };
  }
  const { left, right } = oneSided(f, noise);
  if (!converged(left) || !converged(right))
    return { verdict: inconclusive(`${what}: the differences do not converge`), kink: false };
  const [low, high] = left.value < right.value ? [left, right] : [right, left];
  const allowed = low.error + high.error + floor * (1 + Math.abs(low.value) + Math.abs(high.value));
  const nearest = Math.min(Math.max(actual, low.value), high.value);
  const verdict = Number.isNaN(actual)
    ? compare(what, nearest, actual, allowed)
    : insideOf(what, nearest, actual, allowed);
  return { verdict, kink: high.value - low.value > allowed };
}

/** The base point and the steps of both sides are asked for more than once. */
function remembering(f: (h: number) => number): (h: number) => number {
  const known = new Map<number, number>();
  return (h) => {
    const value = known.get(h) ?? f(h);
    known.set(h, value);
    return value;
  };
}

function insideOf(what: string, nearest: number, actual: number, allowed: number): Verdict {
  return nearest === actual ? agrees() : compare(`${what} (between both sides)`, nearest, actual, allowed);
}

/**
 * (f(h) + f(-h) - 2 f(0)) / h halves with h where f is smooth, and stays where the slopes of both sides differ. Kinks
 * that lie between 0 and a step may hide one that is there from it: smaller steps see it alone.
 */
function isKink(f: (h: number) => number, noise: number): boolean {
  const bend = (h: number) => (f(h) + f(-h) - 2 * f(0)) / h;
  return [close, closer, near].some((h) => {
    const [wide, narrow] = [bend(h), bend(h / 2)];
    return Math.abs(narrow) > (64 * noise) / h && wide / narrow < 1.5;
  });
}
