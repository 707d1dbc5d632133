// Bundlers: each makes a page of the same sources, which trains in Chromium.
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { isolated, openSite, type SiteFile } from '../browser/harness.ts';
import type { Project } from './project.ts';
import { html, page, requireTrained, train, trainJs, trainUnbuilt } from './sources.ts';
import type { Target } from './target.ts';

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Opens the page of a folder, and trains. */
async function trainIn(folder: string, more: Readonly<Record<string, SiteFile>> = {}): Promise<void> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => types[extname(name)]);
  const files = names.map((name): [string, SiteFile] => {
    const file = { type: types[extname(name)]!, content: readFileSync(join(folder, name)) };
    return [name === 'index.html' ? '/' : `/${name}`, file];
  });
  const site = await openSite({ ...Object.fromEntries(files), ...more }, isolated);
  try {
    requireTrained(await site.call('train'));
  } finally {
    await site.close();
  }
}

/** webpack without a plugin of TypeScript: JavaScript, and the loader that lifts. */
const webpack = (version: string): Target => ({
  name: version,
  async run({ write, run }: Project) {
    // bundlers take '#' and '?' in paths for the beginning of a query
    const folder = write(`c# ${version}`, {
      'train.js': trainJs,
      'entry.js': page('./train.js'),
      'dist/index.html': html,
      'build.cjs': `const webpack = require('${version}');
webpack({
  mode: 'production', context: __dirname, entry: './entry.js', performance: false,
  module: { rules: [{ test: /\\.js$/, enforce: 'pre', use: 'quern/webpack' }] },
  output: { path: __dirname + '/dist', filename: 'page.js' },
}, (error, stats) => {
  if (error || stats.hasErrors() || stats.hasWarnings()) { console.error(error ?? stats.toString()); process.exit(1); }
});`,
    });
    await run(folder, 'node', 'build.cjs');
    await trainIn(join(folder, 'dist'));
  },
});

const viteConfig = (imports: string, plugins: string) => `import { quern } from 'quern/vite';
${imports}
export default { plugins: [quern(), ${plugins}], build: { target: 'es2022' }, logLevel: 'warn' };
`;
const viteHtml = html.replace('/page.js', './entry.ts');

/** Vite, with a component in which a function is lifted. */
const vite = (name: string, imports: string, plugins: string, files: Readonly<Record<string, string>>): Target => ({
  name,
  async run({ write, run }) {
    // Svelte's plugin takes '#' in a path for the beginning of a query
    const folder = write(name === 'svelte' ? name : `c# ${name}`, {
      'train.ts': train,
      'index.html': viteHtml,
      'vite.config.js': viteConfig(imports, plugins),
      'package.json': '{ "type": "module" }',
      ...files,
    });
    await run(folder, 'vite', 'build');
    await trainIn(join(folder, 'dist'));
  },
});

/** A component whose script trains, with a lifted function of its own. */
const component = `import { model, input, affine, pipe, predictStep, compile } from 'quern';
import { lift } from 'quern/lift';
import { train } from './train.ts';
const twice = lift((x: number): number => x + x);
const net = model({ a: affine(1, 1) }, input('batch', 1), (p, x) => pipe(x, twice, p.a));
globalThis.tests = { train: async () => { await compile(predictStep(net), { batch: 1 }); return train(); } };
`;

const esbuild: Target = {
  name: 'esbuild',
  async run({ write, run }) {
    const folder = write('c# esbuild', {
      'train.ts': train,
      'entry.js': page('./train.ts'),
      'dist/index.html': html,
      'build.mjs': `import { build } from 'esbuild';
import { quern } from 'quern/esbuild';
await build({ entryPoints: ['entry.js'], bundle: true, minify: true, splitting: true, format: 'esm', target: 'es2022',
  outdir: 'dist', entryNames: 'page', plugins: [quern()] });`,
    });
    await run(folder, 'node', 'build.mjs');
    await trainIn(join(folder, 'dist'));
  },
};

const rollup: Target = {
  name: 'rollup',
  async run({ write, run }) {
    const folder = write('c# rollup', {
      'train.js': trainJs,
      'entry.js': page('./train.js'),
      'dist/index.html': html,
      'build.mjs': `import { rollup } from 'rollup';
import resolve from '@rollup/plugin-node-resolve';
import { quern } from 'quern/vite';
// modules of the library know each other: scalar operations and their derivatives
const onwarn = ({ code, message }) => { if (code !== 'CIRCULAR_DEPENDENCY') throw new Error(message); };
const made = await rollup({ input: 'entry.js', plugins: [quern(), resolve({ browser: true })], external: ['gpu.js'], onwarn });
await made.write({ dir: 'dist', format: 'es', entryFileNames: 'page.js' });
await made.close();`,
    });
    await run(folder, 'node', 'build.mjs');
    await trainIn(join(folder, 'dist'));
  },
};

/** No bundler: one file of the package, by an import map. */
const importMap: Target = {
  name: 'import map',
  async run({ quern, write }) {
    const map = { imports: { quern: '/lib/quern.js', 'quern/nets': '/lib/quern.js' } };
    const place = write('import-map', {
      'index.html': html.replace('<script', `<script type="importmap">${JSON.stringify(map)}</script><script`),
      'train.js': trainUnbuilt,
      'page.js': page('./train.js'),
    });
    const content = readFileSync(join(quern, 'dist/quern.js'));
    await trainIn(place, { '/lib/quern.js': { type: 'text/javascript', content } });
  },
};

export const bundlers: readonly Target[] = [
  webpack('webpack-5.90'),
  webpack('webpack'),
  vite('vite', '', '', { 'entry.ts': page('./train.ts') }),
  vite('vue', "import vue from '@vitejs/plugin-vue';", 'vue()', {
    'entry.ts':
      "import { createApp } from 'vue';\nimport Page from './Page.vue';\ncreateApp(Page).mount(document.documentElement);",
    'Page.vue': `<script setup lang="ts">\n${component}</script>\n<template><p>page</p></template>\n`,
  }),
  vite('svelte', "import { svelte } from '@sveltejs/vite-plugin-svelte';", 'svelte()', {
    'entry.ts':
      "import { mount } from 'svelte';\nimport Page from './Page.svelte';\nmount(Page, { target: document.documentElement });",
    'Page.svelte': `<p>page</p>\n<script lang="ts">\n${component}</script>\n`,
  }),
  esbuild,
  rollup,
  importMap,
];
