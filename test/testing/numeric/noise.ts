// How much of a function's value is rounding.

/** gamma_k of Moré and Wild (2011): scales the k-th difference of noise to the noise itself. */
const gamma = [1, 1 / 2, 1 / 6, 1 / 20, 1 / 70, 1 / 252, 1 / 924];

/**
 * The standard deviation of the rounding error of f near 0: the level that the higher differences of closely spaced
 * values settle at (ECnoise; Moré and Wild, "Estimating computational noise", 2011). The spacing is so small that a
 * smooth function's own differences vanish beside its rounding.
 */
export function noiseOf(f: (h: number) => number, spacing = 1e-9): number {
  let differences = Array.from({ length: 7 }, (_, i) => f((i - 3) * spacing));
  const largest = Math.max(...differences.map(Math.abs));
  const levels: number[] = [];
  for (let k = 1; k <= 5; k++) {
    differences = differences.slice(1).map((v, i) => v - differences[i]!);
    const squares = differences.reduce((s, v) => s + v * v, 0);
    if (k >= 2) levels.push(Math.sqrt((gamma[k]! * squares) / differences.length));
  }
  // the least level: a kink within the spacing lifts the others
  return Math.max(Math.min(...levels), Number.EPSILON * largest);
}
