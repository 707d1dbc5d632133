// A program that was written in another way by identities (rewriting/) computes what it computed before, and its gradient is
// the same: in float64, before any compiler. What it is compiled to is held against the reference like every program.
import type { Expr } from '../../../../dsl/expr.ts';
import { gradient } from '../../../../dsl/grad/reverse.ts';
import { evaluate, type Values } from '../../../../runtime/backends/reference/index.ts';
import { roundingBounds, units } from '../../numeric/rounding.ts';
import { differentiable, feedsOf, type Specimen } from '../../programs/specimen.ts';
import type { Twin } from '../../rewriting/index.ts';
import { lossOf } from '../line.ts';
import { agrees, compare, inapplicable, inconclusive, type Oracle, type Verdict } from '../oracle.ts';

/** Of float64, in another order. */
const rounding = 1e-12;

export const identities: Oracle = {
  name: 'identities',
  order: 1,
  check: (specimen) => {
    const { twin } = specimen;
    if (twin === undefined || twin.of !== specimen.outputs) return inapplicable('it was not written in another way');
    const before = beforeOf(specimen, twin);
    const after = new Set(differentiable(specimen).map((l) => l.expr));
    const wrt = twin.leaves.filter((t) => after.has(t.after));
    const [was, is] = [
      [
        ...before.outputs,
        ...gradient(
          lossOf(before),
          wrt.map((t) => t.before.expr),
        ),
      ],
      [
        ...specimen.outputs,
        ...gradient(
          lossOf(specimen),
          wrt.map((t) => t.after),
        ),
      ],
    ];
    const feeds = [feedsOf(before), feedsOf(specimen)] as const;
    const [wanted, got] = [evaluate(was, feeds[0]), evaluate(is, feeds[1])];
    const ordered = (values: readonly Values[]) =>
      values.map((v, k) => {
        const order = wrt[k - specimen.outputs.length]?.order;
        return order ? Float64Array.from(order, (i) => v[i]!) : v;
      });
    const verdict = same(twin, specimen, ordered(wanted), got, () => rounding);
    if (verdict.outcome !== 'disagrees') return verdict;
    const bounds = [roundingBounds(was, feeds[0], units.double), roundingBounds(is, feeds[1], units.double)] as const;
    const first = ordered(bounds[0]);
    return same(twin, specimen, ordered(wanted), got, (k, i) => rounding + first[k]![i]! + bounds[1][k]![i]!);
  },
};

/** The program before, at the values that the leaves have now. */
function beforeOf(specimen: Specimen, { leaves, outputs }: Twin): Specimen {
  const values = new Map<Expr, Values>(specimen.leaves.map((l) => [l.expr, l.values]));
  return {
    outputs,
    leaves: leaves.map(({ before, after, order }) => {
      const now = values.get(after) ?? before.values;
      if (order === null) return { ...before, values: now };
      const back = new Float64Array(now.length);
      order.forEach((to, i) => {
        back[to] = now[i]!;
      });
      return { ...before, values: back };
    }),
  };
}

function same(
  twin: Twin,
  { outputs }: Specimen,
  wanted: readonly Values[],
  got: readonly Values[],
  allowed: (k: number, i: number) => number,
): Verdict {
  let worst = agrees();
  for (const [k, values] of wanted.entries()) {
    const size = values.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 1);
    for (const [i, want] of values.entries()) {
      const room = allowed(k, i) * size;
      if (!Number.isFinite(want)) continue;
      if (!Number.isFinite(room)) return inconclusive('rounding may change it');
      const what = `${k < outputs.length ? `output ${k}` : 'a gradient'} by ${twin.identities.join(', ')}`;
      const verdict = compare(`${what}, element ${i}`, want, got[k]![i]!, room);
      if (verdict.outcome === 'disagrees') return verdict;
      if (verdict.outcome === 'agrees' && verdict.worst > worst.worst) worst = verdict;
    }
  }
  return worst;
}
