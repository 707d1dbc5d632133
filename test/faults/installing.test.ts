// Faults of installing and of running where people are: what is installed, by which door it is entered, in which folder, under
// which resolution. `npm run test:targets` builds and runs a training page on each target; here is what takes no target. Built
// modules that are given their WebAssembly are in test/build/modules.test.ts.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { globSync } from 'tinyglobby';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAll } from '../../compiler/source/check/index.ts';
import { quern as forVite } from '../../compiler/source/lift/vite.ts';
import forWebpack from '../../compiler/source/lift/webpack.ts';
import { openProjects } from '../../compiler/source/project.ts';
import { userFrame, userPlace } from '../../dsl/error.ts';
import { loadFile, splitReference } from '../../runtime/cli/load.ts';

const root = resolve(import.meta.dirname, '../..');

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
}
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const entries = Object.entries(manifest.exports).flatMap(([name, e]) =>
  typeof e === 'string' ? [] : [[name, e] as const],
);

/** What Vite gives a plugin. */
const vite = {
  addWatchFile: () => undefined,
  error: ({ message }: { message: string }) => {
    throw new Error(message);
  },
};

/** A folder whose name means something in URLs and to bundlers, with the library as npm installs it and no tool. */
let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'quern c# 100% ')));
  const installed = join(folder, 'node_modules/quern');
  mkdirSync(installed, { recursive: true });
  const pack = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' });
  const [packed] = JSON.parse(pack.stdout) as [{ readonly files: readonly { readonly path: string }[] }];
  for (const { path } of packed.files) cpSync(join(root, path), join(installed, path));
  for (const name of Object.keys(manifest.dependencies)) {
    cpSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true });
  }
  write('package.json', '{ "type": "module" }');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function node(...args: readonly string[]): { status: number | null; out: string; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  return { status, out: stdout, said: stdout + stderr };
}
const quern = (...args: readonly string[]) => node('node_modules/quern/dist/runtime/cli/main.js', ...args);

const model = `import { affine, input, model, pipe, predictStep, relu } from 'quern';
export const net = model({ a: affine(4, 8), b: affine(8, 2) }, input('batch', 4), (p, x) => pipe(x, p.a, relu, p.b));
export const predict = predictStep(net);
`;

describe('what is installed', () => {
  it('the tools of the command line are optional: who trains installs less than 9 MB with what it depends on', () => {
    const optional = Object.entries(manifest.peerDependenciesMeta).filter(([, { optional }]) => optional);
    expect(optional.map(([name]) => name)).toEqual(Object.keys(manifest.peerDependencies));
    const { stdout } = spawnSync('du', ['-sk', join(folder, 'node_modules')], { encoding: 'utf8' });
    expect(Number.parseInt(stdout, 10)).toBeGreaterThan(2000);
    expect(Number.parseInt(stdout, 10)).toBeLessThan(9000);
  });

  it.each([
    ['check', ['check', 'model.ts'], 'quern check needs ts-morph: npm install --save-dev ts-morph@28\n'],
    [
      'shapes',
      ['shapes', 'model.ts'],
      'quern shapes needs ts-morph, jiti, @dagrejs/dagre: npm install --save-dev ts-morph@28 jiti@2 @dagrejs/dagre@3\n',
    ],
    ['explain', ['explain', 'model.ts#predict'], 'quern explain needs jiti: npm install --save-dev jiti@2\n'],
    [
      'build',
      ['build', 'model.ts#predict', '-o', 'out', '-s', 'batch=2'],
      'quern build needs ts-morph, jiti: npm install --save-dev ts-morph@28 jiti@2\n',
    ],
    [
      'fuzz',
      ['fuzz', 'model.ts#net'],
      'quern fuzz needs fast-check, jiti: npm install --save-dev fast-check@4 jiti@2\n',
    ],
  ])('quern %s says what to install', (_, args, sentence) => {
    write('model.ts', model);
    expect(quern(...args)).toEqual({ status: 2, out: '', said: sentence });
  });
});

describe('by which door', () => {
  it('every entry can be required, and all of them share one language', () => {
    const plain = entries.filter(([name]) => !/lift|vite|esbuild|webpack|testing/.test(name));
    expect(plain.length).toBeGreaterThanOrEqual(5);
    const names = plain.map(([name]) => JSON.stringify(name.replace('.', 'quern')));
    const path = write(
      'required.cjs',
      `const [q, ...others] = [${names.map((n) => `require(${n})`)}];
const net = require('quern/nets').leNet;
try { q.matmul(q.zeros(2, 3), q.zeros(2, 3)); } catch (error) { console.log(error.message); }
const mlp = q.model({ a: q.affine(4, 3) }, q.input('batch', 4), (p, x) => p.a(x));
(async () => {
  const step = await q.compile(q.trainStep(mlp, q.crossEntropy, q.sgd(0.1)), { batch: 2 }, { on: q.cpu({ threads: 2 }) });
  const { outputs } = await step.run(step.initialState(1), { input: [1, 2, 3, 4, 4, 3, 2, 1], target: [0, 1] });
  const deep = await q.compile(q.predictStep(net()), { batch: 1 });
  console.log(step.threads, outputs.loss[0] > 0, deep.backend);
})();`,
    );
    const said = `matmul: inner dimensions differ: 3 vs 2 (at ${path}:3:9); transpose the second operand\n2 true cpu\n`;
    // as Node before 20.19 does, and as later ones do, which take the modules themselves
    const old = node('--no-experimental-require-module', '-C', 'none', path);
    expect(old.said).toBe(said);
    expect(node(path).out).toBe(said);
  });

  it('one file is all that a page needs: it exports what the entries for pages do', async () => {
    const one = (await import(join(root, 'dist/quern.js'))) as Record<string, unknown>;
    for (const name of ['.', './nets', './data', './gpujs']) {
      const entry = (await import(join(root, (manifest.exports[name] as { default: string }).default))) as object;
      expect(Object.keys(one)).toEqual(expect.arrayContaining(Object.keys(entry)));
    }
    expect(readFileSync(join(root, 'dist/quern.js'), 'utf8')).not.toMatch(/(?:from|import) *\(?["'](?!gpu\.js)/);
  });

  it.each([
    ['node10, as node was called', 'use.ts', ts.ModuleKind.CommonJS, ts.ModuleResolutionKind.Node10],
    ['node16 in a CommonJS file', 'use.cts', ts.ModuleKind.Node16, ts.ModuleResolutionKind.Node16],
  ])('moduleResolution %s finds the types of every entry', (_, name, module, moduleResolution) => {
    const names = entries.map(([entry]) => entry.replace('.', 'quern'));
    const path = write(
      name,
      `${names.map((n, i) => `import * as e${i} from '${n}';`).join('\n')}
export const a: number[] = e0.affine; // an error that says what affine is
export const all = [${names.map((_, i) => `e${i}`)}];`,
    );
    const options: ts.CompilerOptions = {
      ...{ module, moduleResolution, ignoreDeprecations: '6.0', target: ts.ScriptTarget.ES2022 },
      ...{ lib: ['lib.es2023.d.ts'], types: [], strict: true, skipLibCheck: true, noEmit: true },
    };
    const program = ts.createProgram([path], options);
    const found = [...program.getOptionsDiagnostics(), ...program.getSemanticDiagnostics(program.getSourceFile(path))];
    const said = found.map((d) => ts.flattenDiagnosticMessageText(d.messageText, '\n'));
    expect(said).toEqual([expect.stringMatching(/^Type '.*Affine<.*' is (?:not assignable to type|missing)/s)]);
  });

  it('bundlers find no file to ship in modules of pages', () => {
    const text = readFileSync(join(root, 'dist/quern.js'), 'utf8');
    expect(text).not.toMatch(/new URL\([^)]*import\.meta\.url/);
    // comments in import() are those that bundlers look for, and nothing reads `this`
    const modules = globSync('dist/{dsl,compiler,runtime}/**/*.js', { cwd: root });
    expect(modules.length).toBeGreaterThan(300);
    const reading = modules.filter((name) =>
      readFileSync(join(root, name), 'utf8').match(/import\(__|\(this && this\./),
    );
    expect(reading).toEqual([]);
  });
});

describe('in which folder', () => {
  it("a reference may have '#' in its folders", async () => {
    const path = write('nets#1/model#2.mjs', 'export const one = 1;');
    expect(splitReference(`${path}#one`)).toEqual({ file: path, name: 'one' });
    expect(splitReference(path)).toEqual({ file: path, name: undefined });
    expect(splitReference('c#/none.ts')).toEqual({ file: 'c#/none.ts', name: undefined });
    expect(splitReference('none.ts#step')).toEqual({ file: 'none.ts', name: 'step' });
    expect((await loadFile(`${path}#one`)).exports.one).toBe(1);
    await expect(loadFile('c#/none.ts')).rejects.toThrow('c#/none.ts: no such file');
  });

  it('places are paths, not URLs, and never those of the library', () => {
    const own = [pathToFileURL(join(root, 'dsl/ops/a.ts')).href, join(root, 'compiler/a.ts')];
    const user = join(folder, 'net.ts');
    for (const location of [user, pathToFileURL(user).href]) {
      const stack = ['Error', ...own.map((o) => `    at f (${o}:1:2)`), `    at ${location}:3:4`].join('\n');
      expect(userPlace(stack)).toBe(`${user}:3:4`);
      expect(userFrame(stack)).toBe(`${location}:3:4`);
    }
  });
});

describe('lift', () => {
  const lifting = "import { lift } from 'quern/lift';\n";

  it.each(['/srv/c#/page.ts', '/srv/c#/page.ts?v=1', '/srv/a?b/page.tsx', '/srv/100% c#/page.mjs?used#x'])(
    "Vite's plugin lifts in %s",
    (id) =>
      expect(forVite().transform.call(vite, `${lifting}export const f = lift((x) => x);`, id)?.code).toContain(
        'takes:1',
      ),
  );

  it.each(['Page.vue', 'Page.svelte'])('in the scripts of %s, and nothing else of it', (name) => {
    const before = `<!-- <script>lift(</script> -->\n<script src="./x.js" />\n<p title="lift((x) => x)">a</p>\n`;
    const component = (script: string) =>
      `${before}<script lang="ts">\n${lifting}${script}\n</script>\n<script setup lang='ts' data-a=">">\nconst h = 1;\n</script>\n<style>a{}</style>\n`;
    const made = forVite().transform.call(
      vite,
      component('const f = lift((x: number): number => x * 2);'),
      `/c#/${name}`,
    );
    const lifted = '/* @__PURE__ */ lifted({takes:1,constants:[2],steps:[["mul",1,0]],result:2})';
    expect(made?.code).toBe(component(`const f = ${lifted};`).replace(lifting, "import { lifted } from 'quern';\n"));
    // places are those of the file
    const wrong = () =>
      forVite().transform.call(vite, component('const f = lift((x: number) => [x][0]!);'), `/c#/${name}`);
    expect(wrong).toThrow(`an array is not a number (at /c#/${name}:6:31)`);
    // what a plugin has made of a component is a module
    const query = `/c#/${name}?vue&type=script&lang.ts`;
    expect(forVite().transform.call(vite, `${lifting}const f = lift((x: number) => x);`, query)?.code).toContain(
      'takes:1',
    );
  });

  it("webpack's loader lifts, watches what it read, and fails at the place", () => {
    write('lib/half.ts', 'export const half = 0.5;');
    const results: unknown[][] = [];
    const watched: string[] = [];
    const context = (name: string) => ({
      resourcePath: join(folder, 'lib', name),
      addDependency: (path: string) => void watched.push(path),
      callback: (...result: unknown[]) => void results.push(result),
    });
    const half = `import { half } from './half';\n${lifting}export const f = lift((x: number) => x * half);`;
    forWebpack.call(context('page.ts'), half);
    forWebpack.call(context('other.ts'), 'export {};', 'map');
    forWebpack.call(context('wrong.ts'), `${lifting}lift((x: number) => [x][0]!);`);
    forWebpack.call(context('Page.vue'), `<script>\n${half}\n</script>`);
    forWebpack.call({ ...context('Page.vue'), resourceQuery: '?vue&type=script' }, half);
    const [made, other, wrong, component, part] = results;
    for (const [, code] of [made!, component!, part!]) expect(code).toContain('constants:[0.5]');
    expect(made![2]).toMatchObject({ version: 3, sources: [join(folder, 'lib/page.ts')] });
    expect(new Set(watched)).toEqual(new Set([join(folder, 'lib/half.ts')]));
    expect(other).toEqual([null, 'export {};', 'map']);
    expect(String(wrong![0])).toContain('an array is not a number (at ');
  });

  it('blames the call that was made, where a loader has lost the columns', () => {
    const right = 'lift((x: number) => x * 2)';
    const wrong = 'lift((x: number) => [x][0]!)';
    const [array, loop] = [
      'lift: an array is not a number',
      'lift: how often this loop turns depends on what it computes',
    ];
    const cases: [line: string, reason: string][] = [
      [`[${right}, ${wrong}]`, array],
      [`[lift((x: number) => x ** 3), ${right}, lift((x: number) => { while (x > 1) x /= 2; return x; })]`, loop],
      [`[${right}, Math.abs(Number(String([1].map((x) => x + 1)))), ${wrong}]`, array],
      [`[${right}, lift(named), ${wrong}]`, array],
    ];
    const path = write(
      'lost.ts',
      `import { lift } from '${pathToFileURL(join(root, 'dist/compiler/source/lift/index.js')).href}';
const said = (f: () => unknown) => { try { f(); } catch (error) { console.log((error as Error).message.split('\\n')[0]); } };
function named(x: number) { return [x][0]!; }
${cases.map(([line]) => `said(() => ${line});`).join('\n')}`,
    );
    const { out, said } = node(join(root, 'node_modules/jiti/lib/jiti-cli.mjs'), path);
    const found = out
      .trim()
      .split('\n')
      .map((line) => /^(.*) \(at .*:(\d+):(\d+)\)$/.exec(line)?.slice(1) ?? line);
    const places = cases.map(([line, reason], i) => {
      // what is underlined: the array, or the loop
      const column = reason === loop ? line.indexOf('while') : line.lastIndexOf('[x][0]');
      return [reason, `${4 + i}`, `${'said(() => '.length + column + 1}`];
    });
    // the function is named, and stands in a line of its own
    places[3] = [array, '3', '36'];
    expect(found, said).toEqual(places);
  });
});

describe('quern check of a tsconfig', () => {
  it('without files of its own checks the projects that it refers to, each file once', () => {
    const wrong = model.replace('affine(8, 2)', 'affine(9, 2)');
    write('app/src/model.ts', wrong);
    write('app/test/other.ts', wrong);
    symlinkSync(join(folder, 'node_modules'), join(folder, 'app/node_modules'));
    const options = { strict: true, module: 'nodenext', target: 'es2022', lib: ['es2023'], types: [] };
    const compilerOptions = { ...options, skipLibCheck: true, composite: true };
    write(
      'app/tsconfig.json',
      '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }, { "path": "./test" }] }',
    );
    write('app/tsconfig.app.json', JSON.stringify({ compilerOptions, include: ['src'] }));
    const references = [{ path: '../tsconfig.app.json' }, { path: '..' }];
    write('app/test/tsconfig.json', JSON.stringify({ compilerOptions, include: ['.', '../src'], references }));
    const { faults, others, files } = checkAll(openProjects({}, join(folder, 'app')));
    expect(others.map((d) => d.messageText)).toEqual([]);
    expect(files).toBe(2);
    expect(faults.map((f) => f.sentence)).toEqual(Array(2).fill('affine(9, 2): input has 8 features, expected 9'));
  });
});
