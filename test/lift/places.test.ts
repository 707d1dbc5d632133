// lift at run time finds the source of its call, however the module came to run: plain JavaScript, minified, compiled with a source
// map, TypeScript through jiti; in a page it says what is missing.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lift as liftInPage } from '../../compiler/source/lift/page.ts';

const root = resolve(import.meta.dirname, '../..');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quern lift '));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A module that lifts on its own lines and several on one, under other names; it gives what they compute. */
const module = (lift: string, evaluate: string) => `
import { lift, lift as other } from '${lift}';
import { at } from '${evaluate}';
import { slope } from './slope.js';

interface Unused { readonly x: number }
const tripled = lift((x: number): number => {
  const by = 3 as number;
  return x * by;
});
const [leaky, square] = [lift((x: number) => (x > 0 ? x : slope * x)), other((x: number) => x ** 2)];
function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
export const values = [at(tripled, 2), at(leaky, -2), at(square, 5), at(lift(sigmoid), 0)];
`;
const expected = [6, -0.5, 25, 0.5];

/** How a module of a test evaluates a lifted function: by the reference, at one number. */
const helper = (from: (path: string) => string) => `
import { makeInput } from '${from('dsl/build')}';
import { evaluate } from '${from('runtime/backends/reference/index')}';

export function at(f, x) {
  const leaf = makeInput('x', [1], 'f32');
  return evaluate([f(leaf)], new Map([[leaf, Float64Array.of(x)]]))[0][0];
}
`;

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** What a script prints. */
function run(...args: readonly string[]): Promise<string> {
  return new Promise((done, fail) => {
    execFile(process.execPath, args, { cwd: folder }, (error, stdout, stderr) =>
      error === null ? done(stdout) : fail(new Error(`${stdout}${stderr}`)),
    );
  });
}

const built = (path: string): string => pathToFileURL(`${root}/dist/${path}.js`).href;
const source = (path: string): string => `${root}/${path}.ts`;

/** A source map in base64, of a source by another name. */
function renamed(map: string, source: string): string {
  const read = JSON.parse(Buffer.from(map, 'base64').toString()) as object;
  return Buffer.from(JSON.stringify({ ...read, sources: [source] })).toString('base64');
}

beforeAll(() => {
  write('package.json', '{ "type": "module" }');
  write('slope.js', 'export const slope = 0.25;');
});

it('in plain JavaScript, minified, and compiled with a source map; where it cannot, it says why', async () => {
  const lift = built('compiler/source/lift/index');
  write('at.js', helper(built));
  const text = module(lift, './at.js');
  const types = { loader: 'ts', target: 'es2022' } as const;
  write('plain.js', transformSync(text, types).code);
  write('small.js', transformSync(text, { ...types, minify: true }).code);
  write('mapped.ts', text);
  const mapped = transformSync(text, { ...types, minify: true, sourcemap: 'inline', sourcefile: 'mapped.ts' });
  write('mapped.js', mapped.code);
  // the source is not there
  write(
    'shipped.js',
    mapped.code.replace(/base64,(.*)/, (_, map: string) => `base64,${renamed(map, 'gone.ts')}`),
  );
  const head = `import { writeFileSync } from 'node:fs';\nimport { lift } from '${lift}';\n`;
  write('refused.js', `${head}lift((x) => [x][0]);`);
  write('later.js', `${head}const make = (f) => lift(f);\nmake((x) => x + 1);`);
  const other = JSON.stringify(`\n\nlift((x) => x + 2);`);
  write('changed.js', `${head}writeFileSync(new URL(import.meta.url), ${other}); lift((x) => x + 1);`);
  const main = write(
    'main.js',
    `const said = (name) => import(name).then((m) => m.values, (error) => error.message);
const before = ['./plain.js', './small.js', './refused.js', './later.js', './changed.js'];
const results = [];
for (const name of before) results.push(await said(name));
process.setSourceMapsEnabled(true);
results.push(await said('./mapped.js'), await said('./shipped.js'));
console.log(JSON.stringify(results));`,
  );
  const [plain, small, refused, later, changed, withMap, withoutSource] = JSON.parse(await run(main)) as unknown[];
  expect([plain, small, withMap, withoutSource]).toEqual([expected, expected, expected, expected]);
  expect(refused).toContain('lift: an array is not a number (at refused.js:3:13)\n\n3 lift((x) => [x][0]);\n');
  expect(later).toContain('f is only known when the function around is called (at later.js:3:26)');
  expect(changed).toContain('the source here does not compute what the function does (at changed.js:3:1)');
});

it('in TypeScript that jiti loads, where columns are not those of the source', async () => {
  write('atSource.js', helper(source));
  const text = module(source('compiler/source/lift/index'), './atSource.js');
  const path = write('loaded.ts', `${text}\nconsole.log(JSON.stringify(values));`);
  expect(JSON.parse(await run(`${root}/node_modules/jiti/lib/jiti-cli.mjs`, path))).toEqual(expected);
});

it('a page says what its bundler needs', () => {
  expect(() => liftInPage((x) => x)).toThrow("import { quern } from 'quern/vite' (or 'quern/esbuild')");
});
