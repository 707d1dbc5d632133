// The editor's view, through tsserver: hovers, hints and errors of a right and a wrong model.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const wrong = `import { affine, input, model, pipe, relu } from 'quern';
const layers = { hidden: affine(784, 128), out: affine(64, 10) };
export const net = model(layers, input('batch', 784), (p, x) => {
  const h = relu(p.hidden(x));
  return p.out(h);
});
`;
const right = wrong.replace('affine(64, 10)', 'affine(128, 10)');

const unused = right.replace('return p.out(h)', 'return h');

/** A project whose tsconfig names the plugin, with the package as npm links it. */
function project(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quern-editor-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(process.cwd(), join(folder, 'node_modules/quern'));
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: 'nodenext',
    target: 'es2022',
    types: [],
  };
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, plugins: [{ name: 'quern' }] } }),
  );
  writeFileSync(join(folder, 'right.ts'), right);
  writeFileSync(join(folder, 'wrong.ts'), wrong);
  writeFileSync(join(folder, 'unused.ts'), unused);
  return folder;
}

interface Answer {
  readonly type: string;
  readonly request_seq: number;
  readonly body: unknown;
}

interface Change {
  readonly start: { readonly line: number; readonly offset: number };
  readonly end: { readonly line: number; readonly offset: number };
  readonly newText: string;
}
interface Fixed {
  readonly fixName: string;
  readonly description: string;
  readonly changes: readonly { readonly textChanges: readonly Change[] }[];
}
type Diagnosed = Omit<Change, 'newText'> & { readonly code: number };
interface Entry {
  readonly name: string;
  readonly source?: string;
  readonly insertText?: string;
  readonly replacementSpan?: Omit<Change, 'newText'>;
}

/** tsserver, asked over its own protocol. */
class Server {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (body: unknown) => void>();
  #text = '';
  #next = 1;

  constructor(folder: string) {
    const server = join(process.cwd(), 'node_modules/typescript/lib/tsserver.js');
    const args = [server, '--disableAutomaticTypingAcquisition', '--pluginProbeLocations', folder];
    this.#process = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#process.stdout!.setEncoding('utf8').on('data', (text: string) => this.#read(text));
  }

  #read(text: string): void {
    this.#text += text;
    const lines = this.#text.split('\n');
    this.#text = lines.pop()!;
    for (const line of lines.filter((l) => l.startsWith('{'))) {
      const answer = JSON.parse(line) as Answer;
      if (answer.type === 'response') this.#waiting.get(answer.request_seq)?.(answer.body);
    }
  }

  tell(command: string, args: object): number {
    const seq = this.#next++;
    this.#process.stdin!.write(`${JSON.stringify({ seq, type: 'request', command, arguments: args })}\n`);
    return seq;
  }

  ask<T>(command: string, args: object): Promise<T> {
    return new Promise((resolve) => {
      const seq = this.tell(command, args);
      this.#waiting.set(seq, (body) => {
        this.#waiting.delete(seq);
        // the protocol says which body answers which command
        resolve(body as T);
      });
    });
  }

  close(): void {
    this.#process.kill();
  }
}

describe('the language-service plugin', () => {
  const folder = project();
  const [rightFile, wrongFile, unusedFile] = ['right.ts', 'wrong.ts', 'unused.ts'].map((f) => join(folder, f)) as [
    string,
    string,
    string,
  ];
  let server: Server;

  const hover = async (file: string, line: number, offset: number) =>
    (await server.ask<{ displayString: string }>('quickinfo', { file, line, offset })).displayString;

  beforeAll(async () => {
    server = new Server(folder);
    for (const file of [rightFile, wrongFile, unusedFile]) server.tell('open', { file });
    // what the plugin does is loaded behind it
    for (let i = 0; i < 100 && (await hover(rightFile, 4, 9)).includes('Tensor<'); i++)
      await new Promise((resolve) => setTimeout(resolve, 100));
  }, 60_000);
  afterAll(() => server.close());

  it('shows shapes on hover', async () => {
    expect(await hover(rightFile, 4, 9)).toBe('const h: [batch, 128]');
    expect(await hover(rightFile, 3, 63)).toContain('x: [batch, 784]');
    expect(await hover(rightFile, 4, 20)).toBe('hidden: [batch, 784] -> [batch, 128]\naffine(784, 128)');
  });

  it('hints at the shapes of bindings', async () => {
    const hints = await server.ask<{ text: string; position: { line: number } }[]>('provideInlayHints', {
      ...{ file: rightFile, start: 0, length: right.length },
    });
    expect(hints.map(({ text, position }) => `${position.line}${text}`)).toEqual([
      '3: [batch, 784]',
      '4: [batch, 128]',
      '4[batch, 128]',
      '5[batch, 10]',
    ]);
  });

  it('says what is wrong in one sentence, and nothing of what is right', async () => {
    const errors = (file: string) =>
      server.ask<{ text: string; start: { line: number } }[]>('semanticDiagnosticsSync', { file });
    expect(await errors(rightFile)).toEqual([]);
    const [first, ...rest] = await errors(wrongFile);
    expect(rest).toEqual([]);
    expect(first!.start.line).toBe(5);
    expect(first!.text.split('\n')).toEqual([
      'affine(64, 10): input has 128 features, expected 64',
      '  h is [batch, 128]',
      '  64 is from affine(64, 10) (wrong.ts:2:56)',
      '  128 is from affine(784, 128) (wrong.ts:2:38)',
    ]);
  });

  it('warns of what lints find', async () => {
    const ask = () => server.ask<object[]>('semanticDiagnosticsSync', { file: unusedFile });
    // they are asked once no key comes
    let found = await ask();
    for (let i = 0; i < 100 && found.length === 0; i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      found = await ask();
    }
    expect(found).toEqual([
      expect.objectContaining({
        ...{ start: { line: 2, offset: 44 }, category: 'warning', source: 'quern' },
        text: "model: the layer 'out' is never used (unused-layer)\n  try: use it in the model's function, or leave it out: it cannot learn",
      }),
    ]);
  });

  /** The text of a file once edits that tsserver gives are applied, the last first. */
  const applied = (text: string, changes: readonly Change[]): string => {
    const offset = ({ line, offset }: Change['start']) =>
      text
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length +
      (line > 1 ? 1 : 0) +
      offset -
      1;
    return changes
      .toSorted((a, b) => offset(b.start) - offset(a.start))
      .reduce((t, { start, end, newText }) => t.slice(0, offset(start)) + newText + t.slice(offset(end)), text);
  };

  it('fixes what is wrong, by an edit that was tried', async () => {
    const [error] = await server.ask<Diagnosed[]>('semanticDiagnosticsSync', { file: wrongFile });
    const range = {
      ...{ startLine: error!.start.line, startOffset: error!.start.offset },
      ...{ endLine: error!.end.line, endOffset: error!.end.offset },
    };
    const fixes = await server.ask<Fixed[]>('getCodeFixes', { file: wrongFile, ...range, errorCodes: [error!.code] });
    const fix = fixes.find((f) => f.fixName === 'quern')!;
    expect(fix.description).toBe('affine(128, 10) in line 2');
    expect(applied(wrong, fix.changes[0]!.textChanges)).toBe(right);
  });

  it('leads from a tensor and a dot to the operations that take it', async () => {
    const file = join(folder, 'begun.ts');
    const text = right.replace('p.out(h)', 'h.so');
    writeFileSync(file, text);
    server.tell('open', { file });
    const at = { file, line: 5, offset: 14 };
    const { entries } = await server.ask<{ entries: Entry[] }>('completionInfo', at);
    const softmax = entries.find((e) => e.name === 'softmax' && e.source === 'quern')!;
    expect(softmax.insertText).toBe('softmax(h)');
    const { start, end } = softmax.replacementSpan!;
    expect([start, end]).toEqual([
      { line: 5, offset: 10 },
      { line: 5, offset: 14 },
    ]);
    const [details] = await server.ask<{ codeActions: Fixed[] }[]>('completionEntryDetails', {
      ...at,
      entryNames: [{ name: 'softmax', source: 'quern' }],
    });
    const edits = details!.codeActions[0]!.changes[0]!.textChanges;
    expect(applied(text, edits)).toContain('import { affine, input, model, pipe, relu, softmax } from');
  });
});
