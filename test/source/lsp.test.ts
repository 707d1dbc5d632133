// quern lsp, asked over its protocol: what an editor shows of a right and a wrong model.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CodeAction,
  type CompletionItem,
  createProtocolConnection,
  type Diagnostic,
  type Hover,
  type InlayHint,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from 'vscode-languageserver-protocol/node';

/** A folder with the package as npm links it. */
function project(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quern-lsp-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(process.cwd(), join(folder, 'node_modules/quern'));
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  return folder;
}

/** An editor: it opens texts and keeps what the server says of them. */
class Editor {
  readonly folder = project();
  readonly #process: ChildProcess;
  readonly #connection: ProtocolConnection;
  readonly #said = new Map<string, PublishDiagnosticsParams[]>();
  readonly #texts = new Map<string, string>();
  #version = 1;

  constructor() {
    this.#process = spawn(process.execPath, ['dist/runtime/cli/main.js', 'lsp'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const { stdout, stdin } = this.#process;
    this.#connection = createProtocolConnection(new StreamMessageReader(stdout!), new StreamMessageWriter(stdin!));
    this.#connection.onNotification('textDocument/publishDiagnostics', (said: PublishDiagnosticsParams) => {
      this.#said.set(said.uri, [...(this.#said.get(said.uri) ?? []), said]);
    });
    this.#connection.listen();
  }

  start(): Promise<{ capabilities: object }> {
    return this.#connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(this.folder).href,
      capabilities: { textDocument: { publishDiagnostics: { relatedInformation: true } } },
    });
  }

  uri(name: string): string {
    return pathToFileURL(join(this.folder, name)).href;
  }

  text(name: string): string {
    return this.#texts.get(name)!;
  }

  async open(name: string, text: string): Promise<Diagnostic[]> {
    this.#texts.set(name, text);
    const textDocument = { uri: this.uri(name), languageId: 'typescript', version: this.#version++, text };
    await this.#connection.sendNotification('textDocument/didOpen', { textDocument });
    return this.#published(name, 0);
  }

  /** Types `now` in place of the first `before`. */
  async type(name: string, before: string, now: string): Promise<Diagnostic[]> {
    const text = this.#texts.get(name)!;
    const known = this.#said.get(this.uri(name))?.length ?? 0;
    const start = text.indexOf(before);
    this.#texts.set(name, text.replace(before, now));
    const range = { start: positionOf(text, start), end: positionOf(text, start + before.length) };
    await this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri(name), version: this.#version++ },
      contentChanges: [{ range, text: now }],
    });
    return this.#published(name, known);
  }

  /** Asks about the place of the last letter of `upTo`. */
  at<T>(method: string, name: string, upTo: string): Promise<T> {
    const text = this.#texts.get(name)!;
    const position = positionOf(text, text.indexOf(upTo) + upTo.length - 1);
    return this.#connection.sendRequest(method, { textDocument: { uri: this.uri(name) }, position });
  }

  ask<T>(method: string, name: string, more: object): Promise<T> {
    return this.#connection.sendRequest(method, { textDocument: { uri: this.uri(name) }, ...more });
  }

  /** The text with hints where an editor shows them. */
  async hinted(name: string): Promise<string> {
    const text = this.#texts.get(name)!;
    const range = { start: { line: 0, character: 0 }, end: positionOf(text, text.length) };
    const hints = await this.ask<InlayHint[]>('textDocument/inlayHint', name, { range });
    const lines = text.split('\n');
    for (const { position, label, paddingLeft } of hints.toReversed()) {
      const line = lines[position.line]!;
      const shown = `${paddingLeft ? ' ' : ''}${label}`;
      lines[position.line] = `${line.slice(0, position.character)}‹${shown}›${line.slice(position.character)}`;
    }
    return lines.join('\n');
  }

  /** What is offered about a diagnostic. */
  actions(name: string, diagnostic: Diagnostic): Promise<CodeAction[]> {
    const { range } = diagnostic;
    return this.ask('textDocument/codeAction', name, { range, context: { diagnostics: [diagnostic] } });
  }

  /** Writes what an action would, and says what is wrong then. */
  async apply(name: string, action: CodeAction): Promise<Diagnostic[]> {
    const edits = Object.entries(action.edit!.changes!).flatMap(([uri, own]) => (uri === this.uri(name) ? own : []));
    expect(edits.length).toBeGreaterThan(0);
    const known = this.#said.get(this.uri(name))?.length ?? 0;
    // the last first, so that none moves another
    const last = edits.toSorted(
      (a, b) => b.range.start.line - a.range.start.line || b.range.start.character - a.range.start.character,
    );
    const lines = (text: string, { line, character }: Position) =>
      text.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + character;
    for (const { range, newText } of last) {
      const text = this.#texts.get(name)!;
      this.#texts.set(name, text.slice(0, lines(text, range.start)) + newText + text.slice(lines(text, range.end)));
    }
    await this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri(name), version: this.#version++ },
      contentChanges: last.map(({ range, newText }) => ({ range, text: newText })),
    });
    return this.#published(name, known);
  }

  /** The next diagnostics of a file, once more than `known` have come. */
  async #published(name: string, known: number): Promise<Diagnostic[]> {
    for (;;) {
      const said = this.#said.get(this.uri(name)) ?? [];
      if (said.length > known) return said.at(-1)!.diagnostics;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The diagnostics that stand once lints have been asked, too. */
  async settled(name: string): Promise<Diagnostic[]> {
    let count = -1;
    while (count !== (this.#said.get(this.uri(name))?.length ?? 0)) {
      count = this.#said.get(this.uri(name))?.length ?? 0;
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
    return this.#said.get(this.uri(name))!.at(-1)!.diagnostics;
  }

  close(): void {
    this.#connection.dispose();
    this.#process.kill();
  }
}

function positionOf(text: string, offset: number) {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)!.length };
}

const wrong = `import { affine, input, model, pipe, relu } from 'quern';
export const net = model(
  { hidden: affine(784, 128), out: affine(64, 10) },
  input('batch', 784),
  (p, x) => pipe(x, p.hidden, relu, p.out),
);
`;

const lenet = `import { crossCorrelate, flatten, input, maxPool, mean, model, pipe, relu, sigmoid, split, sub } from 'quern';
export const net = model(
  { first: crossCorrelate(1, 6, 5, { padding: 2 }), plain: crossCorrelate(6, 6, 1) },
  input('batch', 1, 28, 28),
  (p, x) => {
    const features = pipe(x, p.first, p.plain, relu, maxPool(2, { stride: 2 }), flatten);
    const [left, right] = split(features, 1, 2);
    return sigmoid(sub(left, mean(right, 1, { keepDims: true })));
  },
);
`;

describe('quern lsp', () => {
  const editor = new Editor();
  beforeAll(() => editor.start(), 60_000);
  afterAll(() => editor.close());

  it('publishes the sentence at the place of the error, and nothing once it is right', {
    timeout: 60_000,
  }, async () => {
    const [first, ...rest] = await editor.open('wrong.ts', wrong);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      message: [
        'affine(64, 10): input has 128 features, expected 64',
        '  x is [batch, 784]',
        '  p.out is given [batch, 128]',
      ].join('\n'),
      range: { start: { line: 4, character: 36 }, end: { line: 4, character: 41 } },
      severity: 1,
      source: 'quern',
      code: 'shape',
    });
    const related = first!.relatedInformation!.map((r) => `${r.location.range.start.line}: ${r.message}`);
    expect(related).toEqual(['2: 64 is from affine(64, 10)', '2: 128 is from affine(784, 128)']);
    expect(await editor.type('wrong.ts', '64, 10', '128, 10')).toEqual([]);
    await editor.type('wrong.ts', '128, 10', '64, 10');
    // once no key comes, with a fix that was tried
    const [advised] = await editor.settled('wrong.ts');
    expect(String(advised!.message).split('\n').at(-1)).toBe('  try: affine(128, 10) in line 3');
  });

  it('says what lints find, a moment later', { timeout: 60_000 }, async () => {
    await editor.open('unused.ts', wrong.replace('relu, p.out', 'relu'));
    const [warning] = await editor.settled('unused.ts');
    expect(warning).toMatchObject({ code: 'unused-layer', severity: 2, range: { start: { line: 2 } } });
    // it stays while errors are looked for
    const [kept] = await editor.type('unused.ts', "from 'quern';\n", "from 'quern';\n\n");
    expect(kept).toMatchObject({ code: 'unused-layer', range: { start: { line: 3 } } });
    const [off, ...more] = await editor.actions('unused.ts', kept!);
    expect(more).toEqual([]);
    expect(off!.title).toBe('switch unused-layer off for this line');
    await editor.apply('unused.ts', off!);
    expect(await editor.settled('unused.ts')).toEqual([]);
  });

  it('offers fixes that make a program which checks', { timeout: 60_000 }, async () => {
    const [error] = await editor.open('swapped.ts', wrong.replace('784, 128', '128, 784').replace('64, 10', '128, 10'));
    const [fix] = await editor.actions('swapped.ts', error!);
    expect(fix).toMatchObject({
      title: 'inputs come first: affine(784, 128) in line 3',
      kind: 'quickfix',
      isPreferred: true,
    });
    expect(fix!.diagnostics).toEqual([error]);
    await editor.apply('swapped.ts', fix!);
    expect(await editor.settled('swapped.ts')).toEqual([]);
  });

  it('leads from a tensor and a dot to the operations that take it', { timeout: 60_000 }, async () => {
    const begun = wrong.replace('64, 10', '128, 10').replace('pipe(x, p.hidden, relu, p.out)', 'p.hidden(x).so');
    await editor.open('begun.ts', begun);
    const items = await editor.at<CompletionItem[]>('textDocument/completion', 'begun.ts', 'p.hidden(x).so,');
    const names = items.map((i) => i.label);
    for (const name of ['relu', 'softmax', 'matmul', 'transpose', 'mean', 'reshape', 'pipe'])
      expect(names).toContain(name);
    // neither what takes no tensor nor what takes no numbers
    for (const name of ['affine', 'zeros', 'trainStep', 'compile', 'adam', 'and']) expect(names).not.toContain(name);
    const softmax = items.find((i) => i.label === 'softmax')!;
    expect(softmax).toMatchObject({ detail: '[batch, 128]', textEdit: { newText: 'softmax(p.hidden(x))' } });
    const edits = [softmax.textEdit as TextEdit, ...softmax.additionalTextEdits!];
    await editor.apply('begun.ts', { title: '', edit: { changes: { [editor.uri('begun.ts')]: edits } } });
    expect(editor.text('begun.ts')).toContain('(p, x) => softmax(p.hidden(x)),');
    expect(editor.text('begun.ts')).toContain('import { affine, input, model, pipe, relu, softmax } from');
    const codes = (await editor.settled('begun.ts')).map((d) => d.code);
    expect(codes).toEqual(['unused-layer']);
  });

  it('shows shapes behind names, stages and calls', { timeout: 60_000 }, async () => {
    await editor.open('lenet.ts', lenet);
    expect((await editor.hinted('lenet.ts')).split('\n').slice(3, 8)).toEqual([
      "  input('batch', 1, 28, 28),",
      '  (p, x‹: [batch, 1, 28, 28]›) => {',
      '    const features‹: [batch, 1176]› = pipe(x, p.first‹ [batch, 6, 28, 28]›, p.plain‹ [batch, 6, 28, 28]›, relu‹ [batch, 6, 28, 28]›, maxPool(2, { stride: 2 })‹ [batch, 6, 14, 14]›, flatten‹ [batch, 1176]›);',
      '    const [left‹: [batch, 588]›, right‹: [batch, 588]›] = split(features, 1, 2);',
      '    return sigmoid(sub(left, mean(right, 1, { keepDims: true })‹ [batch, 1]›)‹ [batch, 588]›)‹ [batch, 588]›;',
    ]);
  });

  it('shows what a layer leads from and to', { timeout: 60_000 }, async () => {
    const hover = async (upTo: string) => {
      const said = await editor.at<Hover>('textDocument/hover', 'lenet.ts', upTo);
      return (said.contents as { value: string }).value.split('\n').slice(1, -1).join('\n');
    };
    expect(await hover('pipe(x, p.first')).toBe('first: [batch, 1, 28, 28] -> [batch, 6, 28, 28]');
    expect(await hover('pipe(x, p.first, p.plain')).toBe(
      'plain: [batch, 6, 28, 28] -> [batch, 6, 28, 28]\ncrossCorrelate(6, 6, 1)',
    );
    expect(await hover('{ first')).toBe('first: [batch, 1, 28, 28] -> [batch, 6, 28, 28]');
    expect(await hover('p.plain, relu')).toBe('relu: [batch, 6, 28, 28] -> [batch, 6, 28, 28]');
    expect(await hover('sigmoid(sub')).toBe('sub: [batch, 588], [batch, 1] -> [batch, 588]');
    expect(await hover('const net')).toBe('net: model: [batch, 1, 28, 28] -> [batch, 588]');
    expect(await hover('const [left')).toBe('const left: [batch, 588]');
  });
});
