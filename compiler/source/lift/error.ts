// What cannot be lifted: the reason, the place in the source, its line, and what to write instead.
import type { ts } from 'ts-morph';
import { codeFrame, type Place, placeOf, placeText } from '../frame.ts';

export class LiftError extends Error {
  override readonly name = 'LiftError';
  // private, so that an engine that prints the error prints no syntax tree
  readonly #place: Place;
  readonly #reason: string;
  readonly #rewrite: string;

  constructor(place: Place, reason: string, rewrite: string, folder = '') {
    super(`lift: ${reason} (at ${placeText(place, folder)})\n\n${codeFrame(place)}\n\n${rewrite}`);
    this.#place = place;
    this.#reason = reason;
    this.#rewrite = rewrite;
  }

  get place(): Place {
    return this.#place;
  }

  get reason(): string {
    return this.#reason;
  }

  /** what to write instead */
  get rewrite(): string {
    return this.#rewrite;
  }

  /** The same with the path as seen from `folder`. */
  from(folder: string): LiftError {
    return new LiftError(this.#place, this.#reason, this.#rewrite, folder);
  }
}

/** Refuses a node; what is underlined is its first line. */
export function refuse(node: ts.Node, reason: string, rewrite: string): never {
  const { file, start, end } = placeOf(node);
  const lineEnd = file.text.indexOf('\n', start);
  throw new LiftError({ file, start, end: lineEnd < 0 ? end : Math.min(end, lineEnd) }, reason, rewrite);
}
