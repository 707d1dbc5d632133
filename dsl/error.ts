// Errors of the user's model: one sentence, the place in the user's source, and a fix where one is likely.
import { type MessageArgument, message, type Sentence } from './shape/messages.ts';

/** A shape or element type that an operation cannot accept. `sentence` is the same text that the type level says. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  readonly sentence: string;
  /** 'file:line:column' of the first frame outside the library, where the engine tells it */
  readonly place: string | undefined;
  readonly hint: string | undefined;

  constructor(key: Sentence, args: readonly MessageArgument[], hint?: string) {
    const sentence = message(key, args);
    const place = userPlace(new Error().stack);
    super(`${sentence}${place === undefined ? '' : ` (at ${place})`}${hint === undefined ? '' : `; ${hint}`}`);
    this.sentence = sentence;
    this.place = place;
    this.hint = hint;
  }
}

/** The folder that holds the library, as it appears in stack frames; classic (not module) bundles have no such URL. */
const library = import.meta.url ? new URL('..', import.meta.url).href : '';
const libraryPath = library.replace(/^file:\/\//, '');
const ownFolders = ['dsl/', 'compiler/', 'runtime/'];

function isOwn(location: string): boolean {
  const rest = location.startsWith(library)
    ? location.slice(library.length)
    : location.startsWith(libraryPath)
      ? location.slice(libraryPath.length)
      : undefined;
  return rest !== undefined && ownFolders.some((folder) => rest.startsWith(folder));
}

/** The first stack frame that is not the library's own, as 'file:line:column'. */
export function userPlace(stack: string | undefined): string | undefined {
  return userFrame(stack)?.replace(/^file:\/\//, '');
}

/** 'at f (location)', 'at location', 'f@location'; paths may have blanks and brackets */
const frame = /(?:\(|^at (?:async )?|@)((?:[a-z]+:\/\/|\/|[A-Za-z]:\\)(?:(?!\),).)*:\d+:\d+)\)?$/;

/** The same as the engine says it: a path, or a URL. */
export function userFrame(stack: string | undefined): string | undefined {
  for (const line of (stack ?? '').split('\n')) {
    const location = frame.exec(line.trim())?.[1];
    if (location !== undefined && !location.startsWith('node:') && !isOwn(location)) return location;
  }
  return undefined;
}
