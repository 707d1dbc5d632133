// What `npm run build` makes beside the modules: `dist/quern.js`, one ES module for pages without a bundler, and
// `dist/commonjs/`, every entry of package.json that has a `require` condition. Those share one file, so that a tensor of
// one entry is a tensor of all; it takes the packages of an entry when that entry is required.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';

const root = `${import.meta.dirname}/..`;

// Around a variable in import(), tsc writes a helper that gives '.ts' another ending: bundlers no longer find the comments that
// tell them to leave the import alone, and warn of `this` in the helper. No such variable holds a path with that ending.
const helper = '__rewriteRelativeImportExtension';
for (const name of readdirSync(`${root}/dist`, { recursive: true }).filter(
  (p) => p.endsWith('.js') && p !== 'quern.js',
)) {
  const path = `${root}/dist/${name}`;
  const text = readFileSync(path, 'utf8');
  if (!text.includes(helper)) continue;
  const made = text
    .replace(new RegExp(`^var ${helper} = [^]*?^};\\n`, 'm'), '')
    .replace(new RegExp(`import\\(${helper}\\(((?:\\s|/\\*[^]*?\\*/|//.*\\n)*\\w+)\\)\\)`, 'g'), 'import($1)');
  if (made.includes(helper)) throw new Error(`${path}: an import() that is not of a variable`);
  writeFileSync(path, made);
}

const { exports } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

const common = {
  ...{ bundle: true, packages: 'external', target: 'es2022', legalComments: 'none', logLevel: 'warning' },
  // names stay, so that the frames of a stack say something
  ...{ minifyWhitespace: true, minifySyntax: true },
};

/** What tools ask of a target, which no page does. */
const withoutTools = {
  name: 'without tools',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/target\.js$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, namespace: 'tools' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'tools' }, () => ({
      contents: "throw new Error('what tools ask of a target is in the package, not in quern.js');",
    }));
  },
};

/** Entries that run in a page as they are; no two of them export different things by one name. */
const inPages = ['.', './nets', './data', './gpujs'];
const page = build({
  ...common,
  stdin: { contents: inPages.map((e) => `export * from '${exports[e].default}';`).join('\n'), resolveDir: root },
  plugins: [withoutTools],
  format: 'esm',
  outfile: `${root}/dist/quern.js`,
});

const required = Object.values(exports).filter((entry) => entry.require !== undefined);
const key = (entry) => basename(entry.require.default, '.cjs');
const commonjs = build({
  ...common,
  stdin: {
    contents: `module.exports = { ${required.map((e) => `get '${key(e)}'() { return require('${e.default}'); }`).join(', ')} };`,
    resolveDir: root,
  },
  format: 'cjs',
  platform: 'node',
  // runners that evaluate modules by themselves, such as Jest, have no import()
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  outfile: `${root}/dist/commonjs/all.cjs`,
});

await Promise.all([page, commonjs]);
for (const entry of required) {
  writeFileSync(`${root}/${entry.require.default}`, `module.exports = require('./all.cjs')['${key(entry)}'];\n`);
  // the types of the modules, by a file that says it is CommonJS
  const module = `.${entry.types.replace('./dist', '.').replace('.d.ts', '.js')}`;
  const isDefault = /^export default/m.test(readFileSync(`${root}/${entry.types}`, 'utf8'));
  const text = `export * from '${module}';\n${isDefault ? `export { default } from '${module}';\n` : ''}`;
  writeFileSync(`${root}/${entry.require.types}`, text);
}
