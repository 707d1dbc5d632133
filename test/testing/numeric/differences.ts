// Derivatives by differences, each with an estimate of its own error.
import { noiseOf } from './noise.ts';

export interface Estimate {
  readonly value: number;
  /** truncation (the last correction of the extrapolation) and rounding (the noise of f over the step) */
  readonly error: number;
}

const levels = 8;
/** how far off an estimated error may be: both parts are estimates */
const caution = 8;

/** an estimate this good, relative to its value, is not made better */
const settled = 1e-10;

/** First steps: where kinks are near, as in large networks, only small ones see none; rounding then weighs more. */
const firstSteps = [2e-2, 4e-4, 8e-6];

/**
 * f'(0) by central differences with Richardson extrapolation (Ridders 1982, "Accurate computation of F'(x) and F'(x)
 * F''(x)"): the differences of steps h, h/2, h/4, ... are polynomials in h^2, extrapolated to h = 0.
 */
export function derivative(f: (h: number) => number, noise: number): Estimate {
  return best((h) => (f(h) - f(-h)) / (2 * h), 4, noise);
}

/** The derivatives from both sides, f'(0-) and f'(0+); one-sided differences are polynomials in h. */
export function oneSided(f: (h: number) => number, noise: number): { left: Estimate; right: Estimate } {
  const at = f(0);
  const side = (sign: number) => best((h) => (f(sign * h) - at) / (sign * h), 2, noise);
  return { left: side(-1), right: side(1) };
}

/**
 * The estimate of the first step that converges beyond doubt and that small steps confirm; else the one of the least
 * error. What lies between the steps and 0, a kink or the jump of a factor that is 0 here, is invisible from afar.
 */
function best(quotient: (h: number) => number, base: number, noise: number): Estimate {
  let least: Estimate = { value: Number.NaN, error: Number.POSITIVE_INFINITY };
  for (const step of firstSteps) {
    const estimate = confirmed(extrapolated(quotient, base, noise, step), quotient, noise, step);
    if (estimate.error <= 1e-8 * (1 + Math.abs(estimate.value))) return estimate;
    if (estimate.error < least.error) least = estimate;
  }
  return least;
}

/** The steps within which kinks are looked for: those nearer than the last are not told from one at the point. */
export const close = 2 ** -13;
export const closer = 2 ** -17;
export const near = 2 ** -20;

/**
 * The estimate, with an error that is no less than its distance from the differences over small steps, where rounding
 * and truncation, as the difference of two steps shows it, do not explain that distance.
 */
function confirmed(estimate: Estimate, quotient: (h: number) => number, noise: number, step: number): Estimate {
  const { value, error } = estimate;
  const apart = Math.abs(quotient(near) - value);
  const doubt = apart <= 1e-4 * (1 + Math.abs(value)) + (caution * noise) / near ? 0 : apart;
  if (step < close) return { value, error: Math.max(error, doubt) };
  const [wide, narrow] = [quotient(close), quotient(close / 2)];
  const distance = Math.abs(value - narrow);
  const explained = error + caution * (Math.abs(wide - narrow) + (2 * noise) / close);
  return { value, error: Math.max(error, doubt, distance <= explained ? 0 : caution * distance) };
}

/** `base` is what each halving of the step divides the first error term by. */
function extrapolated(quotient: (h: number) => number, base: number, noise: number, first: number): Estimate {
  let row: number[] = [];
  let least: Estimate = { value: Number.NaN, error: Number.POSITIVE_INFINITY };
  let step = first;
  let exact = false;
  for (let i = 0; i < levels; i++) {
    const next = [quotient(step)];
    for (let j = 1, power = base; j <= i; j++, power *= base) {
      next[j] = (next[j - 1]! * power - row[j - 1]!) / (power - 1);
      const truncation = Math.max(Math.abs(next[j]! - next[j - 1]!), Math.abs(next[j]! - row[j - 1]!));
      const error = caution * (truncation + noise / step);
      if (error < least.error) least = { value: next[j]!, error };
      exact ||= i > 1 && truncation <= noise / step;
    }
    // what is left is rounding
    if (exact || (i > 1 && least.error <= settled * (1 + Math.abs(least.value)))) break;
    // halving on only adds rounding
    if (i > 2 && caution * Math.abs(next[i]! - row[i - 1]!) > 4 * least.error && converged(least)) break;
    row = next;
    step /= 2;
  }
  return least;
}

/** An estimate that says something: its error is small beside its value. */
export function converged({ value, error }: Estimate): boolean {
  return error <= 1e-4 * (1 + Math.abs(value));
}

export { noiseOf };
