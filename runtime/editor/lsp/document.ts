// A text that is open in an editor, with the changes that the protocol tells of: lines and columns from 0, in UTF-16.
import type { Position, Range, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import type { View } from '../../../compiler/source/editor/index.ts';

/** An open file with its program. */
export interface Opened {
  readonly document: OpenDocument;
  readonly view: View;
}

export class OpenDocument {
  #text: string;
  #starts: readonly number[];
  #version = 0;

  constructor(text: string) {
    this.#text = text;
    this.#starts = startsOf(text);
  }

  get text(): string {
    return this.#text;
  }

  /** Another number after each change. */
  get version(): number {
    return this.#version;
  }

  change(changes: readonly TextDocumentContentChangeEvent[]): void {
    for (const change of changes) {
      this.#text =
        'range' in change && change.range !== undefined
          ? this.#text.slice(0, this.offset(change.range.start)) +
            change.text +
            this.#text.slice(this.offset(change.range.end))
          : change.text;
      this.#starts = startsOf(this.#text);
    }
    this.#version++;
  }

  offset({ line, character }: Position): number {
    if (line >= this.#starts.length) return this.#text.length;
    const next = this.#starts[line + 1] ?? this.#text.length;
    return Math.min(this.#starts[line]! + character, next);
  }

  position(offset: number): Position {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - this.#starts[low]! };
  }

  range(start: number, end: number): Range {
    return { start: this.position(start), end: this.position(end) };
  }
}

/** Where lines begin: \n, \r\n and \r end one. */
function startsOf(text: string): number[] {
  return [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((m) => m.index + m[0].length)];
}
