// What cannot be lifted: the reason, the place in the source, its line, and what to write instead.
import type ts from 'typescript';
import { codeFrame, type Place, placeOf, placeText } from '../frame.ts';

export class LiftError extends Error {
  override readonly name = 'LiftError';
  readonly reason: string;
  readonly place: Place;
  /** what to write instead */
  readonly rewrite: string;

  constructor(place: Place, reason: string, rewrite: string, folder = '') {
    super(`lift: ${reason} (at ${placeText(place, folder)})\n\n${codeFrame(place)}\n\n${rewrite}`);
    this.reason = reason;
    this.place = place;
    this.rewrite = rewrite;
  }

  /** The same with the path as seen from `folder`. */
  from(folder: string): LiftError {
    return new LiftError(this.place, this.reason, this.rewrite, folder);
  }
}

/** Refuses a node; what is underlined is its first line. */
export function refuse(node: ts.Node, reason: string, rewrite: string): never {
  const { file, start, end } = placeOf(node);
  const lineEnd = file.text.indexOf('\n', start);
  throw new LiftError({ file, start, end: lineEnd < 0 ? end : Math.min(end, lineEnd) }, reason, rewrite);
}
