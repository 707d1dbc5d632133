// Away from kinks: the same specimen at another point nearby.
import { moved, type Specimen } from '../programs/specimen.ts';
import type { Verdict } from './oracle.ts';
import { inconclusive } from './oracle.ts';
import type { Judgement } from './slope.ts';

/** How often a check moves before it gives up. */
const attempts = 8;

/** Every f32 leaf moved a little, each time elsewhere, inside its domain. */
export function nearby(specimen: Specimen, attempt: number): Specimen {
  return moved(specimen, ({ expr, values, domain }) => {
    if (expr.dtype !== 'f32') return values;
    return values.map((v, i) => {
      const step = 0.03 * attempt * Math.sin(12.9898 * (i + 1) + 37.719 * attempt + 3.1 * expr.shape.length);
      const inside = Math.min(Math.max(v, domain.low), domain.high) === v;
      const next = v + step;
      return Math.fround(inside && (next < domain.low || next > domain.high) ? v - step : next);
    });
  });
}

/**
 * Judges at the point, and where nothing can be said there at points nearby. Where `kinksConvict` is false a point alone
 * proves nothing: at a kink, and where a comparison ties and its derivative is that of a branch which is taken nowhere
 * else. Then a fault must show at a second point. Nothing is discarded in silence: what stays open is inconclusive.
 */
export function movingAway(specimen: Specimen, judgeAt: (s: Specimen) => Judgement, kinksConvict: boolean): Verdict {
  let last: Verdict = inconclusive('no point was tried');
  let suspicion: Verdict | null = null;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { verdict, kink } = judgeAt(attempt === 0 ? specimen : nearby(specimen, attempt));
    if (verdict.outcome === 'agrees') return verdict;
    if (verdict.outcome === 'disagrees' && (!kink || kinksConvict)) {
      if (kinksConvict || suspicion !== null) return suspicion ?? verdict;
      suspicion = verdict;
      last = inconclusive('a derivative is off at one point alone');
      continue;
    }
    last = kink ? inconclusive('kinks wherever it was tried') : verdict;
  }
  return last;
}
