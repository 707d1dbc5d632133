// A scalar program on numbers, in float64: for the check that what was lifted is the function that was given.
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { ScalarProgram } from '../../../dsl/scalar/program.ts';

export function evaluateProgram({ constants, steps, result }: ScalarProgram, args: readonly number[]): number {
  const values = [...args, ...constants];
  for (const [op, ...read] of steps) {
    values.push(op === 'rule' ? values[read[0]!]! : scalars[op].evaluate(...read.map((i) => values[i]!)));
  }
  return values[result]!;
}

/** Of both signs, below and above the thresholds that functions tend to have. */
const points = [0.37, -0.37, 1.62, -1.62, 2.87, -2.87, 0.04, -0.04, 5.21, -5.21, 11.3, -11.3];
/** Functions may jump, and jump elsewhere by the last digit: so many points may differ. */
const strays = 1;

/** Whether the program computes what the function does. */
export function computes(program: ScalarProgram, f: (...numbers: number[]) => number): boolean {
  const differing = points.filter((_, i) => {
    const args = Array.from({ length: program.takes }, (_, k) => points[(i + 5 * k) % points.length]!);
    const [wanted, found] = [f(...args), evaluateProgram(program, args)];
    return !Object.is(wanted, found) && !(Math.abs(found - wanted) <= 1e-6 * Math.max(1, Math.abs(wanted)));
  });
  return differing.length <= strays;
}
