// Views, reshapes, sums and rows by index are linear, but for what they are filled with: e(a x + b y) is a e(x) + b e(y),
// and forward mode does to a change of x what they do to x: element by element, exact but for rounding.

import { makeConstant } from '../../../../dsl/build.ts';
import { type Expr, elementCount, operands, topological } from '../../../../dsl/expr.ts';
import { pushforward } from '../../../../dsl/grad/forward.ts';
import { evaluate, type Values } from '../../../../runtime/backends/reference/index.ts';
import { nameOf } from '../../print/names.ts';
import { feedsOf, type Specimen, valuesAt } from '../../programs/specimen.ts';
import { direction } from '../line.ts';
import { isolated } from '../local.ts';
import { agrees, compare, inapplicable, type Oracle, together, type Verdict } from '../oracle.ts';

/** Of an operand: larger ones are passed over, since each is computed six times, and what is linear is so at any size. */
const mostElements = 10_000;
/** A sum of a few hundred float64 products. */
const rounding = 1e-12;

export const linearity: Oracle = {
  name: 'linearity of views',
  order: 1,
  check: (specimen) => {
    const values = valuesAt(specimen);
    const verdicts = topological(specimen.outputs)
      .filter(isLinear)
      .flatMap((e) => {
        const alone = isolated(e, specimen, values, () => true);
        return alone === null ? [] : [linear(e, alone)];
      });
    return verdicts.length === 0 ? inapplicable('nothing is linear') : together(verdicts);
  },
};

function isLinear(e: Expr): boolean {
  if (operands(e).some((x) => elementCount(x.shape) > mostElements)) return false;
  if (e.kind === 'reduce') return e.monoid === 'sum';
  return ['view', 'reshape', 'gather', 'scatter'].includes(e.kind);
}

function linear(e: Expr, alone: Specimen): Verdict {
  const x = alone.leaves.find((l) => l.expr.dtype === 'f32');
  const [output] = alone.outputs;
  const count = elementCount(x!.expr.shape);
  const at = (values: Values) => evaluate([output!], new Map(feedsOf(alone)).set(x!.expr, values))[0]!;
  const zero = at(new Float64Array(count));
  const [y, t] = [direction(count, 7), direction(count, 8)];
  const [atX, atY, atT] = [at(x!.values), at(y), at(t)];
  const mixed = at(x!.values.map((v, i) => 0.75 * v + 0.5 * y[i]!));
  const size = [atX, atY, atT, zero].reduce((m, v) => v.reduce((n, z) => Math.max(n, Math.abs(z)), m), 1);
  const allowed = rounding * size * (1 + count);
  const name = nameOf(e);
  const feeds = feedsOf(alone);
  const tangent = makeConstant(t, x!.expr.shape, 'f32');
  const moved = evaluate(pushforward([output!], [x!.expr], [tangent]), feeds)[0]!;
  const ofSum = mixed.map((_, i) => 0.75 * atX[i]! + 0.5 * atY[i]! - 0.25 * zero[i]!);
  const ofChange = moved.map((_, i) => atT[i]! - zero[i]!);
  return together([
    farthest(`${name} of a sum`, ofSum, mixed, allowed, e),
    farthest(`what ${name} does to a change`, ofChange, moved, allowed, e),
  ]);
}

/** The comparison of the elements that are farthest apart, NaN farther than all. */
function farthest(what: string, expected: Values, actual: Values, allowed: number, e: Expr): Verdict {
  let [at, most] = [0, -1];
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!);
    if (error <= most) continue;
    [at, most] = [i, error];
    if (Number.isNaN(error)) break;
  }
  return expected.length === 0 ? agrees() : compare(what, expected[at]!, actual[at]!, allowed, e);
}
