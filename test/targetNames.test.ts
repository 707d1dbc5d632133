// A target is named in its own two folders and in the registry: whoever adds one looks nowhere else. Comments may name
// targets, as they say what was measured where.
import { existsSync, readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { expect, it } from 'vitest';
import { families } from '../runtime/backends/registry.ts';

/** The folders of each family: that of its emitter, and that which the registry takes it from. */
const registry = readFileSync('runtime/backends/registry.ts', 'utf8');
const backends = [...registry.matchAll(/from '\.\/(\w+)\/family\.ts'/g)].map((m) => m[1]!);
const folders = [
  ...families.map(({ emitter }) => `compiler/emit/${emitter}`),
  ...backends.map((name) => `runtime/backends/${name}`),
];

/** Every word by which code may mean a target: of one letter, none but an import does. */
const words = [
  ...new Set(
    [
      ...backends,
      ...families.flatMap((f) => [f.emitter, ...f.members.flatMap(({ name }) => name.split(':'))]),
      'gpu.js',
    ].filter((word) => word.length > 1),
  ),
];
const named = new RegExp(`\\b(${words.map((w) => w.replace('.', '\\.')).join('|')})\\b`, 'i');

/** Files that name one, and why they must. */
const exceptions: Readonly<Record<string, string>> = {
  'runtime/index.ts': "the entry 'quern' exports cpu()",
  'runtime/gpujs.ts': "the entry 'quern/gpujs' exports the modes of gpu.js",
  'runtime/backends/default.ts': 'what runs if nothing is said: pages that name no other target load none',
  'runtime/late.ts': 'one file of all that pages load late, the rare kernels of the default among it',
  'runtime/expected.ts': 'the error says what a backend is: cpu(), or one of quern/gpujs',
  'runtime/backends/policy.ts': 'what a content security policy forbids: WebAssembly',
  'runtime/cli/commands/build.ts': "the option --adjacent-wasm, and the module's file of that ending",
  'runtime/cli/build/build.ts': 'the same',
  'compiler/source/check/misuse/foreign.ts': 'a method of tensors in PyTorch is named cpu',
};

const files = globSync(['dsl/**/*.ts', 'compiler/**/*.ts', 'runtime/**/*.ts', 'runtime/**/*.cts'], {
  ignore: ['**/node_modules/**', 'runtime/backends/registry.ts', ...folders.map((folder) => `${folder}/**`)],
});

/** Without comments. */
const codeOf = (file: string): string =>
  readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/ .*$/gm, '');

/** Lines that hold a target's name or import from its folders. */
function namesIn(file: string): string[] {
  const inFolder = (specifier: string) => {
    const path = new URL(specifier, `file:///${file}`).pathname.slice(1);
    return folders.some((folder) => path.startsWith(`${folder}/`));
  };
  return codeOf(file)
    .split('\n')
    .filter((line) => named.test(line) || [...line.matchAll(/'(\.[^']+)'/g)].some(([, path]) => inFolder(path!)));
}

it('knows the folders', () => {
  expect(backends).toHaveLength(families.length);
  for (const folder of folders) expect(existsSync(folder), folder).toBe(true);
  expect(files.length).toBeGreaterThan(400);
});

it('no file but those of a target and the registry names a target', () => {
  const naming = files
    .filter((file) => !(file in exceptions))
    .flatMap((file) => namesIn(file).map((l) => `${file}: ${l.trim()}`));
  expect(naming).toEqual([]);
});

it.each(Object.keys(exceptions))('%s needs its exception', (file) => {
  expect(namesIn(file)).not.toEqual([]);
});
