// Where it comes from: formulas and kernels of a small model are linked to its lines, as text and as one page.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { watch } from '../../dsl/intern.ts';
import { type Explained, explainFile } from '../../runtime/cli/explain.ts';
import { explainPage } from '../../runtime/cli/explainPage.ts';

const root = resolve(import.meta.dirname, '../..');
const source = `import { affine, crossEntropy, input, model, relu, sgd, trainStep } from ${JSON.stringify(join(root, 'dist/runtime/index.js'))};

const net = model(
  { hidden: affine(4, 8), out: affine(8, 3) },
  input('batch', 4),
  (p, x) => {
    const before = p.hidden(x);
    const h = relu(before);
    return p.out(h);
  },
  'small <b>',
);

export const step = trainStep(net, crossEntropy, sgd(0.1));
`;

let folder: string;
let file: string;
let explained: Explained;
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'quern-places-')));
  file = join(folder, 'small.ts');
  writeFileSync(file, source);
  explained = await explainFile(`${file}#step`, { symbols: { batch: 2 }, backend: 'cpu', formulas: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lineOf = (text: string) => source.split('\n').findIndex((line) => line.includes(text)) + 1;
const at = (...texts: string[]) => texts.map((text) => `${file}:${lineOf(text)}`);

describe('lines', () => {
  const placesOf = (what: string, form: 'written' | 'simplified' = 'simplified') =>
    explained.formulas![form].typescript.formulas.find((f) => f.what === what || f.text.includes(what))!.places;

  test('of what the model computes: those that compute it, before and after it is simplified', () => {
    for (const form of ['written', 'simplified'] as const) {
      expect(placesOf('matmul(input, hidden_w)', form)).toEqual(at('p.hidden(x)'));
      expect(placesOf('= maximum(v3, 0)', form)).toEqual(at('relu(before)'));
      expect(placesOf('matmul(v4, out_w)', form)).toEqual(at('p.out(h)'));
    }
  });

  test('of derivatives: the lines that are differentiated; of a loss and an update: the line that asks for them', () => {
    expect(placesOf('derivative by out.w')).toEqual(at('p.out(h)'));
    expect(placesOf('derivative by hidden.b')).toEqual(at('p.hidden(x)'));
    expect(placesOf('output loss')).toEqual(at('trainStep('));
    expect(placesOf('next hidden.w')).toEqual(at('trainStep('));
  });

  test('of a kernel: those of all that it computes', () => {
    const { list } = explained.explanation;
    const { places } = explained.formulas!;
    const first = list.find((k) => k.reads.includes('hidden.w') && !k.writes.includes('hidden.w'))!;
    expect(places.ofKernel(first.name)).toEqual(at('p.hidden(x)', 'relu(before)'));
    const update = list.find((k) => k.writes.includes('out.b'))!;
    expect(places.ofKernel(update.name)).toEqual(expect.arrayContaining(at('trainStep(')));
    expect(list.every((k) => places.ofKernel(k.name).length > 0)).toBe(true);
  });

  test('nothing is kept when nobody explains', () => {
    expect(watch).toEqual({ node: undefined, from: undefined, gradient: undefined });
  });
});

describe('the page', () => {
  let html: string;
  beforeAll(() => {
    html = explainPage(explained, explained.formulas!);
  });

  test('has source, expression, simplified expression, kernels with their code, and TeX', () => {
    for (const title of ['Source', 'Expression', 'Simplified', 'Kernels on cpu', 'In TeX'])
      expect(html).toContain(`<h2>${title}</h2>`);
    expect(html).toContain(`<tr data-lines="0:${lineOf('relu(before)')}">`);
    expect(html).toContain(
      `data-lines="0:${lineOf('p.hidden(x)')}">const v3 = add(matmul(input, hidden_w), hidden_b);</pre>`,
    );
    const kernels = html.match(/<div class="kernel" data-lines="[\d: ]+">/g);
    expect(kernels).toHaveLength(explained.explanation.kernels);
    expect(html.match(/<summary>generated code<\/summary>/g)).toHaveLength(explained.explanation.kernels);
    expect(html).toContain('\\frac{\\partial \\mathrm{loss}}');
  });

  test('is one file that loads nothing, with all text escaped', () => {
    expect(html).not.toMatch(/\b(src|href)=|https?:|@import|url\(/);
    expect(html).toContain('trainStep(small &lt;b&gt;) on cpu, batch = 2');
    expect(html).not.toContain('<b>');
  });
});

test('the command prints formulas in TypeScript, in TeX and as data, and writes the page', () => {
  const quern = (...args: string[]) =>
    spawnSync(
      process.execPath,
      [join(root, 'dist/runtime/cli/main.js'), 'explain', 'small.ts#step', '-s', 'batch=2', ...args],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    ).stdout;
  const line = lineOf('relu(before)');
  expect(quern('--formulas')).toContain(`const v4 = maximum(v3, 0); // small.ts:${line}\n`);
  expect(quern('--tex', '--html', 'page.html')).toBe('page.html: trainStep(small <b>)\n');
  expect(readFileSync(join(folder, 'page.html'), 'utf8')).toContain('maximum(v3, 0)');
  expect(quern('--tex')).toContain(`v^{(4)} = \\max\\left(v^{(3)}, 0\\right) \\\\ % small.ts:${line}\n`);
});
