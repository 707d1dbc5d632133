// When diagnostics are sent: errors a moment after the last key, lints and fixes once no key has followed for longer. A key
// that comes in between stops the search, and it begins again.
import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { Fault } from '../../../compiler/source/check/fault.ts';
import { Diagnostics, type Found, finished } from '../../../compiler/source/editor/index.ts';
import { inSlices } from '../slices.ts';
import type { OpenDocument } from './document.ts';
import { diagnosticOf } from './protocol.ts';
import type { Opened } from './server.ts';

/** After a key, in milliseconds. */
const settle = { errors: 60, lints: 400 };

export class Publisher {
  /** whether the editor shows related places beside a message */
  related = false;
  readonly #diagnostics = new Diagnostics();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  /** counts keys: a search for an earlier one is of no use */
  readonly #keys = new Map<string, number>();
  /** what lints said last, of which text */
  readonly #warned = new Map<string, { readonly text: string; readonly warnings: readonly Sent[] }>();

  readonly #advised = new Map<string, Found>();

  constructor(
    private readonly opened: (uri: string) => Opened | undefined,
    private readonly connection: Connection,
  ) {}

  changed(uri: string): void {
    this.soon(uri, settle.errors);
  }

  /** Searches a file `wait` milliseconds from now, unless it changes before. */
  soon(uri: string, wait: number): void {
    const key = (this.#keys.get(uri) ?? 0) + 1;
    this.#keys.set(uri, key);
    this.#advised.delete(uri);
    clearTimeout(this.#waiting.get(uri));
    const isNow = () => this.#keys.get(uri) === key;
    this.#waiting.set(
      uri,
      setTimeout(() => {
        this.#search(uri, isNow).catch((error: unknown) => this.connection.console.error(String(error)));
      }, wait),
    );
  }

  /** All open files: another file has changed. */
  again(): void {
    for (const uri of this.#keys.keys()) this.soon(uri, settle.errors);
  }

  closed(uri: string, path: string): void {
    clearTimeout(this.#waiting.get(uri));
    this.#keys.delete(uri);
    this.#warned.delete(uri);
    this.#advised.delete(uri);
    this.#diagnostics.forget(path);
    this.#send(uri, []);
  }

  async #search(uri: string, isNow: () => boolean): Promise<void> {
    const opened = this.opened(uri);
    if (opened === undefined) return this.#send(uri, []);
    const { document, view } = opened;
    const sent = (faults: readonly Fault[]) =>
      faults.map((f) => ({ ...f.place, shown: diagnosticOf(f, document, this.related) }));
    const errors = await inSlices(this.#diagnostics.errors(view), isNow);
    if (errors === undefined) return;
    // what lints said stays where it was until they are asked again
    const warned = this.#warned.get(uri);
    const before = warned === undefined ? [] : moved(warned.warnings, warned.text, document);
    this.#send(uri, [...sent(errors.faults), ...before]);
    await new Promise((resolve) => setTimeout(resolve, settle.lints - settle.errors));
    const all = isNow() ? await inSlices(this.#diagnostics.linted(errors), isNow) : undefined;
    if (all === undefined) return;
    this.#send(uri, sent(all.faults));
    this.#warned.set(uri, { text: document.text, warnings: sent(all.warnings) });
    if (all.faults.length === 0) return;
    const advised = await inSlices(this.#diagnostics.advised(all), isNow);
    if (advised === undefined) return;
    this.#send(uri, sent(advised.faults));
    this.#advised.set(uri, advised);
  }

  /** What is wrong in a file as it is now, with fixes. */
  found(uri: string, { view }: Opened): Found {
    const known = this.#advised.get(uri);
    if (known?.view.file === view.file) return known;
    const search = this.#diagnostics;
    const found = finished(search.advised(finished(search.linted(finished(search.errors(view))))));
    this.#advised.set(uri, found);
    return found;
  }

  #send(uri: string, sent: readonly Sent[]): void {
    void this.connection.sendDiagnostics({ uri, diagnostics: sent.map((s) => s.shown) });
  }
}

/** A diagnostic, and where it is in the text. */
interface Sent {
  readonly start: number;
  readonly end: number;
  readonly shown: Diagnostic;
}

/** Diagnostics of an earlier text where they are now; those of what was changed are left out. */
function moved(sent: readonly Sent[], text: string, document: OpenDocument): Sent[] {
  const now = document.text;
  const most = Math.min(text.length, now.length);
  let [same, tail] = [0, 0];
  while (same < most && text[same] === now[same]) same++;
  while (tail < most - same && text.at(-1 - tail) === now.at(-1 - tail)) tail++;
  return sent.flatMap(({ start, end, shown }) => {
    const isAfter = start >= text.length - tail;
    if (!isAfter && end > same) return [];
    const by = isAfter ? now.length - text.length : 0;
    return [{ start: start + by, end: end + by, shown: { ...shown, range: document.range(start + by, end + by) } }];
  });
}
