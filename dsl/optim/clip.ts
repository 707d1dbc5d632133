// Gradient clipping around an optimiser.
import { requireOptimizer } from '../expected.ts';
import type { Expr } from '../expr.ts';
import { add, div, max, min, mul, sqrt, square } from '../expression/pointwise.ts';
import { sum } from '../expression/reduce.ts';
import { numbersIn } from '../shape/rules/index.ts';
import { type Optimizer, prepared } from './optimizer.ts';
import { entries } from './rows.ts';

/** Each gradient element held to [-limit, limit]. Throws a RangeError unless the limit is positive and finite. */
export function clipByValue(limit: number, optimizer: Optimizer): Optimizer {
  numbersIn('clipByValue', 'positive and finite', { limit });
  return preparing(optimizer, `clipByValue(${limit})`, (gs) => gs.map((g) => min(max(g, -limit), limit)));
}

const small = 2 ** -20;

/**
 * All gradients scaled by min(1, limit / norm), norm that of all of them together (Pascanu et al. 2013). A norm beyond
 * 10^25 limits counts as infinite: the gradients become 0. Throws a RangeError unless the limit is positive and finite.
 */
export function clipByGlobalNorm(limit: number, optimizer: Optimizer): Optimizer {
  numbersIn('clipByGlobalNorm', 'positive and finite', { limit });
  return preparing(optimizer, `clipByGlobalNorm(${limit})`, (gradients) => {
    if (gradients.length === 0) return gradients;
    // squares of g / limit are floats for 20 decimal powers more to the large side than to the small one, which does not count
    const part = gradients.map((g) => sum(square(mul(optimizer.lazy ? entries(g) : g, small / limit))));
    const norm = sqrt(part.reduce((a, b) => add(a, b)));
    // 1 for a norm of 0 too
    const factor = div(small, max(norm, small));
    return gradients.map((g) => mul(g, factor));
  });
}

function preparing(optimizer: Optimizer, name: string, prepare: (gs: readonly Expr[]) => readonly Expr[]): Optimizer {
  requireOptimizer(name, optimizer);
  return { ...optimizer, name: `${name} ${optimizer.name}`, prepare: (gs) => prepared(optimizer, prepare(gs)) };
}
