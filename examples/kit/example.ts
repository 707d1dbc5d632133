// What an example is: a task with a measure and a threshold that it promises to reach.
import type { Backend } from '../../runtime/backends/backend.ts';
import type { Display } from './progress.ts';

export interface Example {
  readonly name: string;
  /** one line for --help */
  readonly about: string;
  /** what `value` measures, e.g. 'held-out accuracy' */
  readonly metric: string;
  readonly threshold: number;
  /** whether the value is to be at least, or at most, the threshold */
  readonly better: 'higher' | 'lower';
  run(studio: Studio): Promise<Found>;
}

/** What an example works with. */
export interface Studio {
  /** a few steps on little data: shows that all parts work, not that they have learned */
  readonly quick: boolean;
  /** decides weights, data and order: the same seed gives the same result */
  readonly seed: number;
  readonly on: Backend;
  /** a text to read instead of the built-in one */
  readonly text?: string;
  /** a live bar with a line of text above it now and then; on standard error */
  readonly display: (firstStep?: number) => Display;
  say(line: string): void;
  /** writes a picture to the output folder */
  save(file: string, content: string): Promise<void>;
  readonly signal: AbortSignal;
}

/** The losses of one training. */
export interface Curve {
  readonly name: string;
  readonly losses: readonly number[];
  /** set where the point is that it does not learn */
  readonly mayFail?: boolean;
}

export interface Found {
  readonly value: number;
  readonly curves: readonly Curve[];
  /** more that was measured, for people and for JSON */
  readonly more?: Readonly<Record<string, number | string>>;
}

/** Did the loss fall? By the means of its first and last eighth. */
export function fell({ losses }: Curve): boolean {
  const part = Math.max(1, losses.length >> 3);
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  return losses.length > 1 && mean(losses.slice(-part)) < mean(losses.slice(0, part));
}

export function meets({ threshold, better }: Example, value: number): boolean {
  return better === 'higher' ? value >= threshold : value <= threshold;
}
