// What `npm run build` makes beside the modules: `dist/quern.js`, one ES module for pages without a bundler, and
// `dist/commonjs/`, every entry of package.json that has a `require` condition. Those share one file, so that a tensor of
// one entry is a tensor of all; it takes the packages of an entry when that entry is required.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';

const root = `${import.meta.dirname}/..`;

// tsc begins a module that imports by a variable with a helper that reads `this`, of which bundlers of pages warn
for (const module of ['backends/cpu/threads/host', 'backends/gpujs/modes', 'cli/build/trial']) {
  const path = `${root}/dist/runtime/${module}.js`;
  const text = readFileSync(path, 'utf8');
  const made = text.replace(/ = \(this && this\.\w+\) \|\| function/, ' = function');
  if (made !== text) writeFileSync(path, made);
}
const { exports } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

const common = { bundle: true, packages: 'external', target: 'es2022', legalComments: 'none', logLevel: 'warning' };

/** Entries that run in a page as they are; no two of them export different things by one name. */
const inPages = ['.', './nets', './data', './gpujs'];
const page = build({
  ...common,
  stdin: { contents: inPages.map((e) => `export * from '${exports[e].default}';`).join('\n'), resolveDir: root },
  format: 'esm',
  // names stay, so that the frames of a stack say something
  minifyWhitespace: true,
  minifySyntax: true,
  outfile: `${root}/dist/quern.js`,
});

const required = Object.values(exports).filter((entry) => entry.require !== undefined);
const key = (entry) => basename(entry.require, '.cjs');
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
  writeFileSync(`${root}/${entry.require}`, `module.exports = require('./all.cjs')['${key(entry)}'];\n`);
}
