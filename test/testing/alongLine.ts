// A wrong derivative, seen: the function along a direction, with the slope that the gradient claims and the one it has.

import { derivative } from './numeric/differences.ts';
import { noiseOf } from './numeric/noise.ts';
import { alongGradient, secondDifferences } from './oracles/gradient.ts';
import { along, directionsOf, lossOf, slopeOf } from './oracles/line.ts';
import type { Oracle } from './oracles/oracle.ts';
import type { Specimen } from './programs/specimen.ts';

export interface AlongLine {
  /** 'f(x + h d)', or of a second derivative '<v, gradient of f(x + h d)>' */
  readonly of: string;
  /** from -reach to reach, evenly */
  readonly h: readonly number[];
  /** NaN where f is no number */
  readonly f: readonly number[];
  /** the slope at h = 0 by differences */
  readonly measured: number;
  /** the same by the gradient */
  readonly claimed: number;
}

const reach = 0.5;
const points = 33;

/** Oracles that compare slopes, whatever else they say. */
const about = new Set(['each node alone', 'differences', 'Taylor remainder', secondDifferences.name]);

/** Of a specimen that an oracle of slopes convicted; undefined of others, and where there is nothing to see. */
export function alongLineOf(specimen: Specimen, { name }: Oracle): AlongLine | undefined {
  if (!about.has(name) || specimen.known !== undefined) return undefined;
  try {
    const isSecond = name === secondDifferences.name;
    const e = isSecond ? alongGradient(specimen) : lossOf(specimen);
    const d = directionsOf(specimen, 1);
    if (d.size === 0) return undefined;
    const f = along(e, specimen, d);
    const h = Array.from({ length: points }, (_, i) => reach * ((2 * i) / (points - 1) - 1));
    const values = h.map(f);
    if (values.filter(Number.isFinite).length < 2) return undefined;
    const measured = derivative(f, noiseOf(f)).value;
    return {
      of: isSecond ? '<v, gradient at x + h d>' : 'f(x + h d)',
      h,
      f: values,
      measured,
      claimed: slopeOf(e, specimen, d),
    };
  } catch {
    // what throws has no picture: the message says what it throws
    return undefined;
  }
}

const bars = '▁▂▃▄▅▆▇█';

/** One line: the values as bars, and both slopes. */
export function sparkline({ of, h, f, measured, claimed }: AlongLine): string {
  const { low, span } = extentOf(f);
  const every = f.filter((_, i) => i % 2 === 0);
  const bar = (v: number) => (Number.isFinite(v) ? bars[Math.min(7, Math.floor((8 * (v - low)) / span))]! : ' ');
  return `${of} for h from ${h[0]} to ${h.at(-1)}: ${every.map(bar).join('')}, slope ${short(measured)}, the gradient says ${short(claimed)}`;
}

/** The least number, and how far they reach; 1 where all are the same. */
export function extentOf(f: readonly number[]): { readonly low: number; readonly span: number } {
  const finite = f.filter(Number.isFinite);
  const low = Math.min(...finite);
  return { low, span: Math.max(...finite) - low || 1 };
}

export const short = (v: number): string => String(Number(v.toPrecision(4)));
