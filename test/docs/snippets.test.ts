// The code of README and CONTRIBUTING is what a reader would write: it type-checks under both compilers (the wrong
// snippets with exactly the errors that the page shows), and it runs and prints what the page says.
import { mkdirSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadDigits } from '../../examples/digits/data.ts';
import { buildFile } from '../../runtime/cli/build/build.ts';
import { detect, gpuModes } from '../../runtime/gpujs.ts';
import { type Compiler, check, compilerNames } from '../types/compilers.ts';
import { root } from './markdown.ts';
import { folderOf, type Ran, runFile, type Snippet, snippetsOf, writeSnippets } from './snippets.ts';

const documents = ['README.md', 'CONTRIBUTING.md'];
const snippets = new Map(documents.map((d) => [d, snippetsOf(d)]));

const isWrong = ({ says }: Snippet) => says !== undefined && /\.ts\(\d+,\d+\): error TS\d+/.test(says);

/** The files that README's snippets read: 300 real digits as IDX files. */
async function writeDigits(folder: string): Promise<void> {
  const { train } = await loadDigits(undefined);
  const count = 300;
  mkdirSync(folder, { recursive: true });
  const header = (magic: number, ...sizes: number[]) => {
    const bytes = Buffer.alloc(4 + 4 * sizes.length);
    for (const [i, n] of [magic, ...sizes].entries()) bytes.writeUInt32BE(n, 4 * i);
    return bytes;
  };
  const pixels = Uint8Array.from(train.inputs.subarray(0, count * 784), (x) => Math.round(x * 255));
  const labels = Uint8Array.from(train.labels.subarray(0, count));
  writeFileSync(`${folder}/train-images-idx3-ubyte`, Buffer.concat([header(0x803, count, 28, 28), pixels]));
  writeFileSync(`${folder}/train-labels-idx1-ubyte`, Buffer.concat([header(0x801, count), labels]));
}

let files: string[] = [];
beforeAll(async () => {
  files = documents.flatMap(writeSnippets);
  await writeDigits(`${root}${folderOf('README.md')}/mnist`);
  const output = `${root}${folderOf('README.md')}/built`;
  await buildFile(`${root}examples/lenet.ts#predict`, { symbols: { batch: 1 }, output, backend: 'cpu', seed: 0 });
});

describe.each(compilerNames)('%s', (compiler: Compiler) => {
  it('says of every snippet what the document says', async () => {
    const { diagnostics } = await check(compiler, files);
    const said = (document: string, { name }: Snippet) =>
      diagnostics
        .filter((d) => d.file === `${folderOf(document)}/${name}`)
        .map((d) => `${name}(${d.line},${d.column}): error ${d.code}: ${d.text}`);
    for (const [document, all] of snippets)
      for (const s of all) expect(said(document, s), `${document}:${s.line}`).toEqual(isWrong(s) ? [s.says] : []);
    expect(diagnostics.length).toBe([...snippets.values()].flat().filter(isWrong).length);
  });
});

const runnable = [...snippets].flatMap(([document, all]) =>
  all.filter((s) => !isWrong(s)).map((s) => [`${document}: ${s.name}`, s] as const),
);

type Expectation = (ran: Ran, snippet: Snippet) => void | Promise<void>;

const expectOutput: Expectation = ({ code, stdout, stderr }, { says }) => {
  expect(code, stderr).toBe(0);
  if (says !== undefined) expect(stdout.trimEnd()).toBe(says);
};

/** Those that promise something else than fixed output. */
const expectations: Readonly<Record<string, Expectation>> = {
  /** It learns: of the 60 digits held out, more than half are read. */
  'train.ts': ({ code, stdout, stderr }) => {
    expect(code, stderr).toBe(0);
    const right = [...stdout.matchAll(/(\d+) of 60 right/g)].map((m) => Number(m[1]));
    expect(right.length).toBe(3);
    expect(right[2]).toBeGreaterThan(30);
  },
  /** Where there is a GPU it runs; elsewhere it fails with the message that the page shows, and takes nothing else. */
  'gpu.ts': async ({ code, stderr }, { says }) => {
    if ((await detect(gpuModes)).some((mode) => mode.available)) return expect(code, stderr).toBe(0);
    expect(code).not.toBe(0);
    expect(stderr).toContain(says);
  },
};

it.each(runnable)('%s runs', async (_, snippet) => {
  const ran = await runFile(`${folderOf(snippet.document)}/${snippet.name}`);
  await (expectations[snippet.name] ?? expectOutput)(ran, snippet);
});
