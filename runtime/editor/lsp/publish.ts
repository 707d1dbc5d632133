// When diagnostics are sent: errors a moment after the last key, lints and fixes once no key has followed for longer. A key
// that comes in between stops the search, and it begins again.
import type { Connection, Diagnostic } from 'vscode-languageserver';
import { Diagnostics, type Found, finished } from '../../../compiler/source/editor/index.ts';
import { inSlices } from '../slices.ts';
import type { Opened } from './document.ts';
import { diagnosticOf } from './protocol.ts';

/** After a key, in milliseconds. */
const settle = { errors: 60, lints: 400 };

export class Publisher {
  /** whether the editor shows related places beside a message */
  related = false;
  readonly #diagnostics = new Diagnostics();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  /** counts keys: a search for an earlier one is of no use */
  readonly #keys = new Map<string, number>();

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
    this.#advised.delete(uri);
    this.#diagnostics.forget(path);
    this.#send(uri, []);
  }

  async #search(uri: string, isNow: () => boolean): Promise<void> {
    const opened = this.opened(uri);
    if (opened === undefined) return this.#send(uri, []);
    const { document, view } = opened;
    const send = ({ faults }: Found) =>
      this.#send(
        uri,
        faults.map((fault) => diagnosticOf(fault, document, this.related)),
      );
    const errors = await inSlices(this.#diagnostics.errors(view), isNow);
    if (errors === undefined) return;
    send(errors);
    await new Promise((resolve) => setTimeout(resolve, settle.lints - settle.errors));
    const all = await inSlices(this.#diagnostics.linted(errors), isNow);
    if (all === undefined) return;
    send(all);
    if (all.faults.length === 0) return;
    const advised = await inSlices(this.#diagnostics.advised(all), isNow);
    if (advised === undefined) return;
    send(advised);
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

  #send(uri: string, diagnostics: Diagnostic[]): void {
    void this.connection.sendDiagnostics({ uri, diagnostics });
  }
}
