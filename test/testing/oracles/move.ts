// Away from kinks: the same specimen at another point nearby.
import { topological } from '../../../dsl/expr.ts';
import { moved, type Specimen, valuesAt } from '../programs/specimen.ts';
import type { Verdict } from './oracle.ts';
import { inconclusive } from './oracle.ts';
import type { Judgement } from './slope.ts';

/** How often a check moves before it gives up. */
const attempts = 8;

/** Every f32 leaf moved a little, each time and each leaf elsewhere, inside its domain. */
export function nearby(specimen: Specimen, attempt: number): Specimen {
  return moved(specimen, ({ expr, values, domain }, leaf) => {
    if (expr.dtype !== 'f32') return values;
    return values.map((v, i) => {
      const step = 0.03 * attempt * Math.sin(12.9898 * (i + 1) + 37.719 * attempt + 3.1 * (leaf + 1));
      const inside = Math.min(Math.max(v, domain.low), domain.high) === v;
      const next = v + step;
      return Math.fround(inside && (next < domain.low || next > domain.high) ? v - step : next);
    });
  });
}

/**
 * Is all that is computed on the way finite where it was? A point nearby may have left a domain, where derivatives say nothing;
 * the branch that a choice does not take may have no values at either.
 */
function staysFinite(specimen: Specimen, before: ReturnType<typeof valuesAt>): boolean {
  const values = valuesAt(specimen);
  return topological(specimen.outputs).every((e) => {
    const first = before.of(e);
    return values.of(e).every((v, i) => Number.isFinite(v) || !Number.isFinite(first[i]!));
  });
}

/**
 * Judges at the point, and where nothing can be said there, or where `convicts` says that a kink proves nothing, at
 * points nearby. A disagreement at a smooth point must be there nearby too: relu(x) - relu(-x) is smooth at 0, where the
 * gradients of both are conventions. Nothing is discarded in silence: what stays open is inconclusive.
 */
export function movingAway(specimen: Specimen, judgeAt: (s: Specimen) => Judgement, kinksConvict: boolean): Verdict {
  let last: Verdict = inconclusive('no point was tried');
  const first = valuesAt(specimen);
  let suspect: Verdict | null = null;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const point = attempt === 0 ? specimen : nearby(specimen, attempt);
    if (attempt > 0 && !staysFinite(point, first)) continue;
    const { verdict, kink } = judgeAt(point);
    if (verdict.outcome === 'agrees') return verdict;
    if (verdict.outcome === 'disagrees' && kink && kinksConvict) return verdict;
    if (verdict.outcome === 'disagrees' && !kink) {
      if (suspect !== null) return suspect;
      suspect = verdict;
    }
    last = kink ? inconclusive('kinks wherever it was tried') : verdict;
  }
  return suspect === null ? last : inconclusive('a disagreement at one point alone');
}
