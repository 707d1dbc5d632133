// Errors of the user's model: one sentence, the place in the user's source, and a fix where one is likely.
import { type CommonSentence, type MessageArgument, message, type RareSentence } from './shape/messages.ts';

/** A shape or element type that an operation cannot accept. `sentence` is the same text that the type level says. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  readonly sentence: string;
  /** 'file:line:column' of the first frame outside the library, where the engine tells it */
  readonly place: string | undefined;
  readonly hint: string | undefined;

  constructor(key: CommonSentence | RareSentence, args: readonly MessageArgument[], hint?: string) {
    const sentence = message(key, args);
    const place = userPlace(new Error().stack);
    super(`${sentence}${place === undefined ? '' : ` (at ${place})`}${hint === undefined ? '' : `; ${hint}`}`);
    this.sentence = sentence;
    this.place = place;
    this.hint = hint;
  }
}

/** This module: a file of the library's folder, or what a bundler made of it; classic (not module) bundles have no URL. */
const here = pathOf(import.meta.url ?? '');
// not new URL('..', import.meta.url): bundlers take that for a file to ship
const folder = here.replace(/[^/]*\/[^/]*$/, '');

/** The path of a file's URL; other locations, and URLs that are malformed, as they are. */
function pathOf(location: string): string {
  try {
    return location.startsWith('file://') ? decodeURIComponent(location.slice(7)) : location;
  } catch {
    return location;
  }
}

function isOwn(location: string): boolean {
  const path = pathOf(location);
  return path.startsWith(`${here}:`) || /^(?:dsl|compiler|runtime)\//.test(path.replace(folder, ''));
}

/** The first stack frame that is not the library's own, as 'file:line:column'. */
export function userPlace(stack: string | undefined): string | undefined {
  const frame = userFrame(stack);
  return frame && pathOf(frame);
}

/** 'at f (location)', 'at location', 'f@location'; paths may have blanks and brackets */
const frame = /(?:\(|^at (?:async )?|@)((?:[a-z]+:\/\/|\/|[A-Za-z]:\\)(?:(?!\),).)*:\d+:\d+)\)?$/;

/** The same as the engine says it: a path, or a URL. */
export function userFrame(stack: string | undefined): string | undefined {
  for (const line of (stack ?? '').split('\n')) {
    const location = frame.exec(line.trim())?.[1];
    if (location !== undefined && !isOwn(location)) return location;
  }
  return undefined;
}
