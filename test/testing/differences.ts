// Derivatives by differences, with an estimate of their own error.

/** d/dh f(0) by central differences with Richardson extrapolation (Ridders 1982), and an estimate of its error. */
export function derivative(f: (h: number) => number): { value: number; error: number } {
  let step = 2e-2;
  let row: number[] = [];
  let best = { value: Number.NaN, error: Number.POSITIVE_INFINITY };
  for (let i = 0; i < 8; i++) {
    const next = [(f(step) - f(-step)) / (2 * step)];
    for (let j = 1, power = 4; j <= i; j++, power *= 4) {
      next[j] = (next[j - 1]! * power - row[j - 1]!) / (power - 1);
      const error = Math.max(Math.abs(next[j]! - next[j - 1]!), Math.abs(next[j]! - row[j - 1]!));
      if (error < best.error) best = { value: next[j]!, error };
    }
    row = next;
    step /= 2;
  }
  return best;
}
