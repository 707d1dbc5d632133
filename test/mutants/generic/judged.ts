// Mutants that somebody has read and found to be no faults, each with the reason: a line of judged.jsonl. A place that is no
// longer there is an error (generic.test.ts): judge it again where it went.
import { readFileSync } from 'node:fs';
import { keyOf, type Operator, type Site } from './site.ts';

export interface Judged {
  readonly file: string;
  readonly within: string;
  readonly operator: Operator;
  readonly text: string;
  readonly to: string;
  /** among those that are alike, from 0 */
  readonly nth?: number;
  /** 'same': every program has the same results; 'speed': it decides how fast alone */
  readonly is: 'same' | 'speed';
  readonly why: string;
}

/** Boundary: generic.test.ts finds each of them in the sources. */
export const judged: readonly Judged[] = readFileSync(new URL('judged.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Judged);

const known = new Map(judged.map((j) => [keyOfJudged(j), j]));

export function keyOfJudged({ file, within, operator, text, to, nth = 0 }: Judged): string {
  return JSON.stringify([file, within, operator, text, to, nth]);
}

export const judgementOf = (site: Site): Judged | undefined => known.get(keyOf(site));
