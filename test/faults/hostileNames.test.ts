// Names, paths and labels as someone who means harm chooses them, in everything that is generated: no text of them is run,
// parsed as anything but a name, or obeyed by a page or a terminal, and what is computed is the same.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import ts from 'typescript';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listing as gpujsListing } from '../../compiler/emit/gpujs/listing.ts';
import {
  commentText,
  identifier,
  jsonText,
  markupText,
  memberName,
  oneLine,
  reservedWords,
  stringLiteral,
  terminalText,
  texText,
} from '../../compiler/escape.ts';
import { explainProgram } from '../../compiler/explain.ts';
import { writeTensorTypes } from '../../compiler/source/build/tensorTypes.ts';
import { transform } from '../../compiler/source/lift/transform.ts';
import { nameText } from '../../compiler/written/tex.ts';
import { explainFile } from '../../runtime/cli/explain.ts';
import { explainPage } from '../../runtime/cli/explainPage.ts';
import { explainText } from '../../runtime/cli/explainText.ts';
import { formulasText } from '../../runtime/cli/formulas.ts';
import { styleFor } from '../../runtime/cli/style.ts';
import { compile } from '../../runtime/compile.ts';
import { confusionMatrix } from '../../runtime/pictures/confusion.ts';
import { gallery } from '../../runtime/pictures/gallery.ts';
import { lossCurve } from '../../runtime/pictures/lossCurve.ts';
import { importModule, type Workshop, workshop } from '../build/built.ts';
import { inNode } from '../laws/targets.ts';
import { hostileNames } from './hostile.ts';
import { fed, plain, step, wanted } from './hostileModel.ts';

const anyText = fc.oneof(
  fc.constantFrom(...hostileNames),
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...hostileNames, '\n', '*', '/', '<', "'", '\\')).map((parts) => parts.join('')),
);
/** Of every text, and of the hostile ones in any case. */
function forAll(holds: (text: string) => void): void {
  for (const name of hostileNames) holds(name);
  fc.assert(fc.property(anyText, holds), { numRuns: 300 });
}

const ran = () => (globalThis as { hostile?: unknown }).hostile;
afterEach(() => expect(ran(), 'text of a name was run').toBeUndefined());

// a name is tried where the language's own reader sees it
const evaluate = (source: string): unknown => new Function(source)();
/** What would be unseen on a terminal or end a line. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe('each language has one way to hold any text', () => {
  test('a string', () => {
    forAll((text) => {
      expect(evaluate(`return ${stringLiteral(text)}`)).toBe(text);
      expect(stringLiteral(text)).not.toMatch(unseen);
      expect(stringLiteral(text)).not.toMatch(/<[/!]/);
    });
  });
  test('a comment', () => {
    forAll((text) => {
      expect(evaluate(`let a = 1;\n// ${commentText(text)}\na += 1;\n/* ${commentText(text)} */\nreturn a;`)).toBe(2);
      expect(commentText(text)).not.toMatch(/<\/script|<!--|-->/);
    });
  });
  test('the name of a member', () => {
    forAll((text) => {
      const made = evaluate(`return { ${memberName(text)}: 1 }`) as object;
      expect(Object.entries(made)).toEqual([[text, 1]]);
      expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    });
  });
  test('the name of a variable', () => {
    forAll((text) => {
      const name = identifier(text);
      if (!reservedWords.includes(name)) expect(evaluate(`"use strict"; const ${name} = 1; return ${name};`)).toBe(1);
    });
    for (const word of reservedWords.filter((w) => !['await', 'Infinity', 'NaN', 'undefined'].includes(w)))
      expect(() => new Function(`"use strict"; const ${word} = 1;`), word).toThrow(SyntaxError);
  });
  test('JSON', () => {
    forAll((text) => {
      const value = { text, [text]: [text] };
      expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)));
      expect(jsonText(value)).not.toMatch(unseen);
    });
  });
  test('a line', () => {
    forAll((text) => {
      expect(oneLine(text)).not.toMatch(unseen);
      if (!unseen.test(text)) expect(oneLine(text)).toBe(text);
    });
  });
  test('a terminal', () => {
    forAll((text) => {
      expect(terminalText(text).replace(/[\n\t]/g, '')).not.toMatch(/\p{Cc}(?!\[[0127]m|\[[39][0-7]m)/u);
    });
    expect(terminalText('\u001b[1mname\u001b[0m\n\tline')).toBe('\u001b[1mname\u001b[0m\n\tline');
    expect(terminalText('\u001b]0;title\u0007\u001b[8m\u001b[2J\r\u009b1m')).toBe(
      '\\u{1b}]0;title\\u{7}\\u{1b}[8m\\u{1b}[2J\\r\\u{9b}1m',
    );
  });
  test('a page', () => {
    forAll((text) => {
      expect(markupText(text)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
      const back = markupText(text).replace(
        /&(amp|lt|gt|quot|#39);/g,
        (_, e: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[e]!,
      );
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are no XML
      expect(back).toBe(text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, ''));
    });
  });
  test('TeX', () => {
    forAll((text) => {
      const said = texText(text).replace(/\\(textbackslash|textasciicircum|textasciitilde)\{\}|\\[{}$&#_%]/g, '');
      expect(said).not.toMatch(/[\\{}$&#_%^~]/);
      // what is left after its own commands are taken is one pair of braces after the other
      const name = nameText(text).replace(/\\(textbackslash|textasciicircum|textasciitilde)\{\}|\\[{}$&#_%]/g, '');
      expect(name).toMatch(/^([A-Za-z]|\\(mathrm|text)\{[^\\{}$&#_%^~]*\})(\^\{\\text\{[^\\{}$&#_%^~]*\}\})?$/);
    });
  });
});

const byName = (record: object) => new Map(Object.entries(record));

describe('what runs', () => {
  test.each(Object.keys(inNode))('%s computes the same under any name', async (backend) => {
    const on = await inNode[backend]!();
    const program = await compile(step, {}, { on });
    const first = await program.run(program.initialState(), fed(hostileNames));
    const { outputs, state } = await program.run(first.state, fed(hostileNames));
    expect(byName(outputs)).toEqual(byName(wanted(hostileNames, 2)));
    const states = [...(await state.snapshot())].map(([name, { data }]) => [name.slice(1), data] as const);
    expect(new Map(states)).toEqual(byName(wanted(hostileNames, 2)));
  });

  test("gpu.js's kernels have no line more than under plain names", () => {
    const lines = async (definition: typeof step) => {
      const { program } = await compile(definition, {});
      return gpujsListing(program).split(/[\n\r\u2028\u2029]/).length;
    };
    return expect(Promise.all([lines(step), lines(plain)])).resolves.toSatisfy(([a, b]: number[]) => a === b);
  });
});

describe('what is built', () => {
  let shop: Workshop;
  beforeAll(() => {
    shop = workshop();
  });
  afterAll(() => shop?.close());
  const model = 'test/faults/hostileModel.ts#step';

  /** Statements by kind, and what each declares. */
  const outline = (text: string, file: string) => {
    const parsed = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    expect((parsed as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics).toEqual([]); // TypeScript keeps it
    return parsed.statements.map(
      (s) => `${ts.SyntaxKind[s.kind]} ${'name' in s ? (s.name as ts.Node)?.getText() : ''}`,
    );
  };

  test.each(['cpu', 'gpujs:cpu'])('a module on %s', { timeout: 60_000 }, async (backend) => {
    const built = await shop.build(model, { backend, name: 'm' });
    expect(built.loaded).toBe(true);
    const { load } = await importModule(join(shop.folder, 'm.js'));
    const gpu = backend === 'cpu' ? {} : { GPU: (await import('gpu.js')).GPU };
    const net = await load(gpu);
    await net.step(fed(hostileNames));
    const outputs = await net.step(fed(hostileNames));
    expect(byName(outputs)).toEqual(byName(wanted(hostileNames, 2)));
    const saved = await net.save();
    const again = await load({ ...gpu, weights: saved, check: false });
    expect(Object.entries(await again.weights())).toEqual(Object.entries(await net.weights()));
    if (backend !== 'cpu') return;
    await shop.build(model.replace('step', 'plain'), { backend, name: 'p' });
    const { readFileSync } = await import('node:fs');
    const text = (name: string) => readFileSync(join(shop.folder, name), 'utf8');
    for (const ending of ['.ts', '.js', '.d.ts']) {
      expect(outline(text(`m${ending}`), `m${ending}`)).toEqual(outline(text(`p${ending}`), `p${ending}`));
      expect(text(`m${ending}`)).not.toMatch(/<\/script|<!--|\u2028|\u2029/);
    }
  });

  test('the types of a file', () => {
    const tensors = new Map(hostileNames.map((name) => [name, { type: 'F32', shape: [1] }]));
    for (const file of hostileNames) {
      const text = writeTensorTypes(file, tensors, '0');
      expect(outline(text, 'f.d.ts')).toEqual(['TypeAliasDeclaration Tensors']);
      const parsed = ts.createSourceFile('f.d.ts', text, ts.ScriptTarget.Latest, true);
      const { type } = parsed.statements[0] as ts.TypeAliasDeclaration;
      const names = (type as ts.TypeLiteralNode).members.map(({ name }) =>
        ts.isComputedPropertyName(name!) ? (name.expression as ts.StringLiteral).text : (name as ts.StringLiteral).text,
      );
      expect(names).toEqual(hostileNames);
    }
  });

  test('a module in which functions are lifted', () => {
    const code = "import { lift } from 'quern/lift';\nexport const f = lift((x: number) => 2 * x);\n";
    const none = { read: () => undefined, exists: () => false } as unknown as Parameters<typeof transform>[2]; // it imports nothing
    const made = hostileNames.filter((n) => n !== '').map((name) => transform(code, `${name}.ts`, none)!);
    expect(new Set(made.map((m) => m.code)).size).toBe(1);
    for (const { map } of made) expect(JSON.parse(map.toString()).sources).toHaveLength(1);
  });
});

describe('what is shown', () => {
  /** Tags with the names of their attributes: text and values left out. */
  const tags = (markup: string) =>
    [...markup.matchAll(/<(\/?[\w!-]+)((?:\s+[\w:-]+="[^"<>]*")*)\s*\/?>|[<>]/g)]
      .filter(([all]) => !all.startsWith('<!doctype'))
      .map(([all, tag, attributes]) =>
        tag === undefined ? all : [tag, ...attributes!.replace(/="[^"]*"/g, '').split(/\s+/)].join(' '),
      );

  test('pictures', () => {
    forAll((text) => {
      const pictures = (title: string) => [
        lossCurve({ title, subtitle: title, losses: [1, 2], heldOut: [] }),
        confusionMatrix({
          title,
          subtitle: title,
          classes: [title, title],
          counts: [
            [1, 2],
            [3, 4],
          ],
        }),
        gallery({
          title,
          subtitle: title,
          rows: 1,
          columns: 1,
          items: [{ pixels: [0], label: title, prediction: title, confidence: 1 }],
        }),
      ];
      expect(pictures(text).map(tags)).toEqual(pictures('plain').map(tags));
    });
  });

  const explain = (name: string, backend: string) =>
    explainFile(`test/faults/hostileModel.ts#${name}`, { symbols: {}, backend, formulas: true });
  const none = styleFor({});

  test.each(['cpu', 'gpujs:cpu'])('explain on %s: as many lines and tags as under plain names', async (backend) => {
    const [hostile, usual] = [await explain('step', backend), await explain('plain', backend)];
    const lines = (text: string) => text.split(/[\n\r\u2028\u2029]/).length;
    for (const text of [
      (e: typeof hostile) => explainText(e, none),
      (e: typeof hostile) => formulasText(e.formulas!, 'typescript', none),
      (e: typeof hostile) => formulasText(e.formulas!, 'tex', none),
      (e: typeof hostile) => explainProgram(e.program),
    ]) {
      expect(text(hostile)).not.toMatch(/(?!\n)\p{Cc}/u);
      expect(lines(text(hostile))).toBe(lines(text(usual)));
    }
    const page = (e: typeof hostile) =>
      tags(explainPage(e, e.formulas!).replace(/<style>.*<\/style>|<script>.*<\/script>/gs, ''));
    expect(page(hostile)).toEqual(page(usual));
  });

  test('formulas are a program that has no other statements', async () => {
    const { formulas } = await explain('step', 'cpu');
    const { head, formulas: all } = formulas!.written.typescript;
    const text = formulasText(formulas!, 'typescript', none);
    expect(text.split('\n').filter((l) => l.startsWith('const '))).toHaveLength(
      all.length + formulas!.simplified.typescript.formulas.length,
    );
    const source = [...head, ...all.map((f) => f.text)].join('\n').replaceAll(/^import.*$/gm, '');
    const made = ts.transpileModule(source, { reportDiagnostics: true });
    expect(made.diagnostics).toEqual([]);
  });
});

describe('the command line', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'quern-\u001b[2J'));
    writeFileSync(join(folder, 'a\u009b.ts'), 'export {}');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  test('prints no code that a terminal obeys', () => {
    const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
    const main = join(import.meta.dirname, '../../dist/runtime/cli/main.js');
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [main, 'explain', `${join(folder, 'a\u009b.ts')}#\u001b[8m`],
      {
        encoding: 'utf8',
      },
    );
    expect([stdout, status]).toEqual(['', 1]);
    expect(stderr).toContain('\\u{9b}.ts: there is no export');
    expect(stderr).not.toMatch(/(?!\n)\p{Cc}/u);
  });
});
