// What a generic mutant is: a piece of a file by its place in the syntax tree, and what stands there instead.
import { createHash } from 'node:crypto';

export interface Site {
  /** the file, from the root of the project */
  readonly file: string;
  /** the functions around it, outermost first: 'emit.inner'; 'top' outside any */
  readonly within: string;
  readonly operator: Operator;
  readonly start: number;
  readonly end: number;
  /** the source from `start` to `end` */
  readonly text: string;
  readonly to: string;
  readonly line: number;
  /** among those of this file that are alike in all that is above but the place, from 0 */
  readonly nth: number;
  /** it decides whether input is refused: no right program can show it */
  readonly guard: boolean;
}

export const operators = [
  'arithmetic',
  'comparison',
  'logical',
  'constant',
  'index',
  'boolean',
  'condition',
  'dropped statement',
  'swapped statements',
  'removed guard',
  'exchanged arguments',
  'method',
  'dropped part',
] as const;

export type Operator = (typeof operators)[number];

/** The same wherever the lines around it move to. */
export const keyOf = ({ file, within, operator, text, to, nth }: Site): string =>
  JSON.stringify([file, within, operator, text, to, nth]);

/** The source with the mutant in it. */
export function mutated(source: string, { file, start, end, text, to }: Site): string {
  if (source.slice(start, end) !== text) throw new Error(`${file} has changed: there is no '${text}' at ${start}`);
  return source.slice(0, start) + to + source.slice(end);
}

/** For drawing by a seed: each key has a place of its own in the order of a seed, whatever other keys there are. */
export const rank = (seed: number, key: string): string => createHash('sha1').update(`${seed} ${key}`).digest('hex');
