// A gradient is the sum of its parts: by one leaf alone it is what it is beside all others, and that of all results is the sum
// of those of each. A mode that is asked about less follows other ways through a program, where another part would hide
// what is missing. And a derivative by a value on the way is one by a leaf that holds it.
import { type Expr, elementCount, operands, topological } from '../../../dsl/expr.ts';
import { pushforward } from '../../../dsl/grad/forward.ts';
import { pullback } from '../../../dsl/grad/reverse.ts';
import { Evaluation } from '../../../runtime/backends/reference/index.ts';
import { differentiable, feedsOf } from '../programs/specimen.ts';
import { constantsLike, direction, dot, roundingOf } from './line.ts';
import { agrees, compareWithin, inapplicable, inconclusive, type Oracle, together, type Verdict } from './oracle.ts';

/** Sums of products in another order differ by rounding: this much of the sum of their sizes. */
const rounding = 1e-11;
/** Leaves and results that are asked about alone: each costs a derivative. */
const mostParts = 6;

export const parts: Oracle = {
  name: 'derivatives part by part',
  order: 1,
  check: (specimen) => {
    const outputs = specimen.outputs.filter((o) => o.dtype === 'f32');
    const wrt = differentiable(specimen).map((l) => l.expr);
    if (outputs.length * wrt.length < 2) return inapplicable('there is one part');
    const values = new Evaluation(feedsOf(specimen));
    const total = (ys: readonly Expr[], weights: readonly Float64Array[]) =>
      ys.reduce((s, y, k) => s + dot(values.of(y), weights[k]!), 0);
    const [tangents, cotangents] = [directionsLike(wrt, 31), directionsLike(outputs, 73)];
    const pulled = (given: readonly number[], by: readonly number[]) =>
      pullback(pick(outputs, given), pick(constantsLike(outputs, cotangents), given), pick(wrt, by));
    const everyOutput = [...outputs.keys()];
    const whole = pulled(everyOutput, [...wrt.keys()]);
    const allWhole = whole.map((e) => values.of(e));
    if (!allWhole.every((v) => v.every(Number.isFinite))) return inconclusive('derivatives are not finite');
    const size = 1 + allWhole.reduce((s, v) => v.reduce((t, x) => t + Math.abs(x), s), 0);
    const same = (
      what: string,
      expected: number,
      actual: number,
      ys: readonly Expr[],
      weights: readonly Float64Array[],
    ) => compareWithin(what, expected, actual, rounding * size, () => [roundingOf(ys, specimen, weights)]);
    const verdicts: Verdict[] = [];
    for (const i of leading(wrt)) {
      const t = tangents[i]!;
      const expected = dot(allWhole[i]!, t);
      const [alone] = pulled(everyOutput, [i]);
      verdicts.push(
        same(`the derivative by leaf ${i} alone`, expected, dot(values.of(alone!), t), [whole[i]!, alone!], [t, t]),
      );
      const moved = pushforward(outputs, [wrt[i]!], constantsLike([wrt[i]!], [t]));
      const change = total(moved, cotangents);
      verdicts.push(
        same(`the change with leaf ${i} alone`, expected, change, [whole[i]!, ...moved], [t, ...cotangents]),
      );
    }
    const between = middle(outputs, wrt);
    if (between !== undefined) {
      const by = [...wrt, between];
      const [ts, cs] = [directionsLike(by, 57), constantsLike(outputs, cotangents)];
      const [moved, found] = [pushforward(outputs, by, constantsLike(by, ts)), pullback(outputs, cs, by)];
      const [left, right] = [total(moved, cotangents), total(found, ts)];
      verdicts.push(
        same('the change with a value on the way', right, left, [...moved, ...found], [...cotangents, ...ts]),
      );
    }
    if (outputs.length > 1 && outputs.length <= mostParts) {
      const each = everyOutput.map((k) => pulled([k], [...wrt.keys()]));
      for (const i of leading(wrt)) {
        const sum = each.reduce((s, parts) => s + dot(values.of(parts[i]!), tangents[i]!), 0);
        const all = [whole[i]!, ...each.map((parts) => parts[i]!)];
        const weights = all.map(() => tangents[i]!);
        verdicts.push(
          same(`the derivatives of each result by leaf ${i}`, dot(allWhole[i]!, tangents[i]!), sum, all, weights),
        );
      }
    }
    return verdicts.length === 0 ? agrees() : together(verdicts);
  },
};

/** A value that is computed from leaves, and read: derivatives are taken by any. */
function middle(outputs: readonly Expr[], leaves: readonly Expr[]): Expr | undefined {
  const depends = new Set<Expr>(leaves);
  const found: Expr[] = [];
  for (const e of topological(outputs)) {
    if (depends.has(e) || e.dtype !== 'f32' || !operands(e).some((o) => depends.has(o))) continue;
    depends.add(e);
    if (e.kind !== 'gradientRule' && !outputs.includes(e)) found.push(e);
  }
  return found[Math.floor(found.length / 2)];
}

const leading = (list: readonly unknown[]): number[] => [...list.keys()].slice(0, mostParts);

const pick = <T>(list: readonly T[], places: readonly number[]): T[] => places.map((i) => list[i]!);

const directionsLike = (list: readonly Expr[], salt: number): Float64Array[] =>
  list.map((e, i) => direction(elementCount(e.shape), salt + i));
