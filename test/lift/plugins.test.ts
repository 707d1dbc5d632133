// Bundlers: each lift(f) becomes the function that it gives, places in the source are kept, and what cannot be lifted is the
// bundler's own error.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Edit, edited } from '../../compiler/source/lift/edit.ts';
import { quern as forEsbuild } from '../../compiler/source/lift/esbuild.ts';
import { transform } from '../../compiler/source/lift/transform.ts';
import { quern as forVite } from '../../compiler/source/lift/vite.ts';

const root = resolve(import.meta.dirname, '../..');
const noFiles = { read: () => undefined };
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quern-lift-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A module of a page, with an error to throw behind what is replaced. */
const page = `'use client';
import { lift as raised, } from 'quern/lift';
import { A } from './a.ts';

export const scaled = raised((x: number): number => {
  return x * A - (1 / 0) * 0;
}), fails = () => { throw new Error('behind'); };
`;

it('a module keeps all but its calls', () => {
  const made = transform(page, '/page.ts', {
    read: (path) => (path === '/a.ts' ? 'export const A = -0.5;' : undefined),
  })!;
  expect(made.code).toBe(`'use client';
import { lifted } from 'quern';
import { A } from './a.ts';

export const scaled = /* @__PURE__ */ lifted({takes:1,constants:[-0.5,NaN],steps:[["mul",1,0],["sub",3,2]],result:4}), fails = () => { throw new Error('behind'); };
`);
  expect(made.read).toEqual(['/a.ts']);
  const map = new SourceMap(JSON.parse(made.map));
  const column = made.code.split('\n')[4]!.indexOf("new Error('behind')");
  const { originalLine, originalColumn } = map.findEntry(4, column) as { originalLine: number; originalColumn: number };
  expect(page.split('\n')[originalLine]!.slice(originalColumn)).toMatch(/^new Error/);
});

it('other imports, other uses and names that are taken are left alone', () => {
  const text = "import * as q from 'quern/lift';\nconst lifted = 1;\nexport const f = q.lift((x) => x), g = q;";
  const { code } = transform(text, '/a.js', noFiles)!;
  expect(code).toBe(
    "import * as q from 'quern/lift';import { lifted as lifted1 } from 'quern';\nconst lifted = 1;\n" +
      'export const f = /* @__PURE__ */ lifted1({takes:1,constants:[],steps:[],result:0}), g = q;',
  );
  expect(transform("import { lift } from 'elsewhere';\nlift((x) => x); // quern/lift", '/a.js', noFiles)).toBeNull();
});

const sources: Plugin = {
  name: 'sources',
  setup(build) {
    build.onResolve({ filter: /^quern$/ }, () => ({ path: `${root}/dsl/index.ts` }));
    build.onResolve({ filter: /^quern\/lift$/ }, () => ({ path: `${root}/compiler/source/lift/page.ts` }));
  },
};
const options = { bundle: true, minify: true, write: false, format: 'esm', logLevel: 'silent' } as const;

it('esbuild: minified code has what was lifted and no parser, and is lifted again when what it read changes', async () => {
  const path = join(folder, 'page.ts');
  writeFileSync(path, page);
  writeFileSync(join(folder, 'a.ts'), 'export const A = 0.5;');
  const plugins = [forEsbuild(), sources];
  const made = await build({ ...options, entryPoints: [path], plugins, sourcemap: 'inline', metafile: true });
  expect(Object.keys(made.metafile.inputs).join()).not.toMatch(/node_modules|lift\/page/);
  writeFileSync(join(folder, 'page.mjs'), made.outputFiles[0]!.text);
  const { scaled } = await import(join(folder, 'page.mjs'));
  expect(() => scaled(1)).toThrow('lift: expected a tensor, got undefined');
});

it('esbuild: what cannot be lifted fails the build at its place', async () => {
  const path = join(folder, 'wrong.ts');
  writeFileSync(path, "import { lift } from 'quern/lift';\nexport const f = lift((x: number) => [x][0]!);");
  const { errors } = await build({ ...options, entryPoints: [path], plugins: [forEsbuild(), sources] }).catch((e) => e);
  expect(errors[0].text).toBe('lift: an array is not a number');
  expect(errors[0].location).toMatchObject({ line: 2, column: 37, length: 6 });
  expect(errors[0].notes[0].text).toBe('Write the values one by one, or write the function with tensors.');
});

it('Vite: builds, watches what was read, and fails at the place', async () => {
  const vite = await import('vite');
  writeFileSync(join(folder, 'a.ts'), 'export const A = 0.5;');
  const path = join(folder, 'page.ts');
  const plugin = forVite();
  const watched: string[] = [];
  const context = {
    addWatchFile: (read: string) => void watched.push(read),
    error: ({ message }: { message: string }) => {
      throw new Error(message);
    },
  };
  plugin.transform.call(context, page, `${path}?v=1`);
  expect(watched).toEqual([join(folder, 'a.ts')]);
  const built = (entry: string) =>
    vite.build({
      root: folder,
      logLevel: 'silent',
      configFile: false,
      plugins: [plugin],
      build: { lib: { entry, formats: ['es'] }, rollupOptions: { external: ['quern'] }, write: false, minify: true },
    });
  writeFileSync(path, page);
  const [made] = (await built(path)) as { output: { code: string }[] }[];
  expect(made!.output[0]!.code).toMatch(/takes: 1,\s*constants: \[/);
  expect(made!.output[0]!.code).not.toContain('quern/lift');
  const wrong = join(folder, 'wrong.ts');
  writeFileSync(wrong, "import { lift } from 'quern/lift';\nexport const f = lift((x: number) => [x][0]!);");
  await expect(built(wrong)).rejects.toThrow(/lift: an array is not a number[\s\S]*wrong\.ts:2:3/);
});

it('every word that is kept is found where it was, whatever is replaced around it', () => {
  const words = 'ab\n cd ef\r\n\ngh  ij kl\nmn';
  const cases: Edit[][] = [
    [],
    [{ start: 0, end: 0, text: 'x\ny ' }],
    [{ start: 4, end: 13, text: '' }],
    [
      { start: 7, end: 9, text: `${'long '.repeat(40)}\n\n` },
      { start: 22, end: 22, text: '\n' },
      { start: 8, end: 9, text: 'inside' },
    ],
  ];
  for (const edits of cases) {
    const { code, map } = edited('a.ts', words, edits);
    const found = new SourceMap(JSON.parse(map));
    for (const [word] of words.matchAll(/\w+/g)) {
      const at = code.indexOf(word);
      if (at < 0) continue;
      const before = code.slice(0, at).split('\n');
      const entry = found.findEntry(before.length - 1, before.at(-1)!.length) as {
        originalLine: number;
        originalColumn: number;
      };
      expect(words.split('\n')[entry.originalLine]!.slice(entry.originalColumn)).toMatch(new RegExp(`^${word}`));
    }
  }
  expect(edited('a.ts', words, cases[3]!).code).toBe(`ab\n cd ${'long '.repeat(40)}\n\n\r\n\ngh  ij kl\n\nmn`);
});
