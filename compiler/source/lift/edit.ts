// A text with parts replaced, and the source map that says where each word of the rest came from.

/** What stands between two offsets is replaced; nothing stands between equal ones. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Edited {
  readonly code: string;
  /** a source map, version 3, as JSON */
  readonly map: string;
}

/** Applies edits; one that lies inside of another is dropped. */
export function edited(source: string, code: string, edits: readonly Edit[]): Edited {
  const made = new Output();
  let position = 0;
  for (const { start, end, text } of [...edits].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (start < position) continue;
    made.keep(code.slice(position, start));
    made.replace(code.slice(start, end), text);
    position = end;
  }
  made.keep(code.slice(position));
  const map = { version: 3, sources: [source], sourcesContent: [code], names: [], mappings: made.mappings };
  return { code: made.code, map: JSON.stringify(map) };
}

/** Line and column, from 0. */
class Place {
  line = 0;
  column = 0;

  pass(text: string): void {
    const lines = text.split('\n');
    this.line += lines.length - 1;
    this.column = lines.length > 1 ? lines.at(-1)!.length : this.column + text.length;
  }
}

class Output {
  code = '';
  mappings = '';
  readonly #from = new Place();
  readonly #to = new Place();
  /** of the segment before: mappings are differences */
  #last = { toLine: 0, toColumn: 0, line: 0, column: 0 };

  /** Text as it was: a segment for each word. */
  keep(text: string): void {
    for (const word of text.match(/\w+|\n|[^\w\n]+/g) ?? []) this.replace(word, word);
  }

  replace(old: string, text: string): void {
    this.#segment();
    this.code += text;
    this.#from.pass(old);
    this.#to.pass(text);
  }

  #segment(): void {
    const { line: toLine, column: toColumn } = this.#to;
    const { line, column } = this.#from;
    const last = this.#last;
    const isFirst = toLine > last.toLine || this.mappings === '';
    this.mappings += toLine > last.toLine ? ';'.repeat(toLine - last.toLine) : isFirst ? '' : ',';
    const differences = [toColumn - (isFirst ? 0 : last.toColumn), 0, line - last.line, column - last.column];
    this.mappings += differences.map(variableLength).join('');
    this.#last = { toLine, toColumn, line, column };
  }
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A whole number in base 32, the sign in the lowest bit and the lowest digit first, as source maps have them. */
function variableLength(n: number): string {
  let rest = n < 0 ? -2 * n + 1 : 2 * n;
  let text = '';
  do {
    text += digits[(rest % 32) + (rest >= 32 ? 32 : 0)];
    rest = Math.floor(rest / 32);
  } while (rest > 0);
  return text;
}
