// The whole gradient against differences: what the nodes' rules, right one by one, are put together to.

import type { Expr } from '../../../dsl/expr.ts';
import { pushforward } from '../../../dsl/grad/forward.ts';
import { gradient } from '../../../dsl/grad/reverse.ts';
import type { Values } from '../../../runtime/backends/reference/index.ts';
import { noiseOf } from '../numeric/noise.ts';
import { differentiable, type Leaf, type Specimen, valuesAt } from '../programs/specimen.ts';
import {
  along,
  constantsLike,
  depends,
  directionsOf,
  dot,
  gradientOf,
  inner,
  lossOf,
  roundingOf,
  slopeOf,
  slopeRounding,
  weightedSum,
} from './line.ts';
import { movingAway } from './move.ts';
import { agrees, compareWithin, inconclusive, type Oracle, type Verdict } from './oracle.ts';
import { judge } from './slope.ts';

/** g d = d/dh f(x + h d), by central differences with Richardson extrapolation. */
export const differences: Oracle = {
  name: 'differences',
  order: 1,
  check: (specimen) => slopeAgrees('the derivative of the loss along a direction', lossOf(specimen), specimen),
};

/**
 * The same for forward mode, whose rules are its own. Where both modes say the same, differences are asked about one of
 * them alone.
 */
export const forwardDifferences: Oracle = {
  name: 'differences of forward mode',
  order: 1,
  check: (specimen) => {
    const loss = lossOf(specimen);
    if (!depends(loss, differentiable(specimen))) return agrees();
    const d = directionsOf(specimen, 1);
    const [forward, reverse] = [changeOf(loss, specimen, d), slopeOf(loss, specimen, d)];
    if (Math.abs(forward - reverse) <= sameSlope * (1 + Math.abs(reverse))) return agrees();
    return slopeAgrees('the change of the loss along a direction', loss, specimen, changeOf);
  },
};

/** Of float64, in another order. */
const sameSlope = 1e-10;

/** d e / d h of a line, by forward mode. */
function changeOf(e: Expr, specimen: Specimen, directions: ReadonlyMap<Leaf, Float64Array>): number {
  const leaves = [...directions.keys()].map((l) => l.expr);
  const [pushed] = pushforward([e], leaves, constantsLike(leaves, [...directions.values()]));
  return valuesAt(specimen).of(pushed!)[0]!;
}

/** The same for v g: the second derivative, H v d. */
export const secondDifferences: Oracle = {
  name: 'second differences',
  order: 2,
  check: (specimen) => slopeAgrees('the second derivative along two directions', alongGradient(specimen), specimen),
};

function slopeAgrees(what: string, e: Expr, specimen: Specimen, slope = slopeOf): Verdict {
  if (!depends(e, differentiable(specimen))) return agrees();
  // chains of kinks at one point, like relu(x) - relu(-x), may leave the interval: a kink alone proves nothing here
  return movingAway(
    specimen,
    (s) => {
      const d = directionsOf(s, 1);
      return judge(what, slope(e, s, d), along(e, s, d), () => slopeRounding(e, s, d));
    },
    false,
  );
}

/** <v, gradient of the loss>, with fixed v */
export function alongGradient(specimen: Specimen, salt = 50): Expr {
  const leaves = differentiable(specimen).map((l) => l.expr);
  return weightedSum(gradientOf(lossOf(specimen), leaves), salt);
}

/** u H v = v H u: second derivatives do not depend on the order, and H u is the change of the gradient too, by forward mode. */
export const symmetry: Oracle = {
  name: 'symmetry of the Hessian',
  order: 2,
  check: (specimen) => {
    const leaves = differentiable(specimen);
    const [u, v] = [directionsOf(specimen, 60), directionsOf(specimen, 70)];
    const wrt = leaves.map((l) => l.expr);
    const g = gradientOf(lossOf(specimen), wrt);
    const times = (d: typeof u) =>
      gradient(
        inner(
          g,
          leaves.map((l) => d.get(l)!),
        ),
        wrt,
      );
    const products = [times(u), times(v)] as const;
    const values = valuesAt(specimen);
    const [hu, hv] = products.map((h) => h.map((g) => values.of(g))) as [Values[], Values[]];
    let [left, right, size] = [0, 0, 0];
    for (const [i, leaf] of leaves.entries()) {
      left += dot(hu[i]!, v.get(leaf)!);
      right += dot(hv[i]!, u.get(leaf)!);
      size +=
        dot(hu[i]!.map(Math.abs), v.get(leaf)!.map(Math.abs)) + dot(hv[i]!.map(Math.abs), u.get(leaf)!.map(Math.abs));
    }
    if (!Number.isFinite(size)) return inconclusive('second derivatives are not finite');
    const weights = (d: typeof u) => leaves.map((l) => d.get(l)!);
    const pushed = pushforward(g, wrt, constantsLike(wrt, weights(u)));
    const changed = pushed.reduce((s, x, i) => s + dot(values.of(x), v.get(leaves[i]!)!), 0);
    const forward = compareWithin('v H u by forward mode', left, changed, 1e-9 * (1 + size), () => [
      roundingOf(products[0], specimen, weights(v)),
      roundingOf(pushed, specimen, weights(v)),
    ]);
    if (forward.outcome === 'disagrees') return forward;
    return compareWithin('v H u against u H v', right, left, 1e-9 * (1 + size), () => [
      roundingOf(products[0], specimen, weights(v)),
      roundingOf(products[1], specimen, weights(u)),
    ]);
  },
};

/**
 * The remainder r(h) = |f(x + h d) - f(x) - h g d| falls as h^2 if g is the gradient, and only as h if it is not. The
 * slope is measured over halvings of h, as far as r stands above the rounding of f.
 */
export const taylor: Oracle = {
  name: 'Taylor remainder',
  order: 1,
  check: (specimen) => {
    const loss = lossOf(specimen);
    if (!depends(loss, differentiable(specimen))) return agrees();
    return movingAway(
      specimen,
      (s) => {
        const d = directionsOf(s, 2);
        return { verdict: remainder(slopeOf(loss, s, d), along(loss, s, d)), kink: true };
      },
      false,
    );
  },
};

function remainder(slope: number, f: (h: number) => number): Verdict {
  const at = f(0);
  const noise = noiseOf(f);
  if (!Number.isFinite(noise + slope)) return inconclusive('values are not finite');
  const steps = Array.from({ length: 18 }, (_, k) => 2 ** -(k + 4));
  const r = steps.map((h) => Math.abs(f(h) - at - h * slope));
  const measurable = r.filter((v) => v > 1e3 * noise);
  // the gradient explains all there is, to the last halving
  if (measurable.length < 3) return agrees();
  const last = measurable.slice(-3);
  const rate = Math.log2(last[0]! / last[2]!) / 2;
  return rate >= 1.7
    ? agrees((2 - Math.min(2, rate)) / 0.3)
    : inconclusive(`the remainder falls as h^${rate.toFixed(2)}`);
}
