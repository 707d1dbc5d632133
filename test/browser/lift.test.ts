// A page whose bundle was made with the plugin and minified: lifted functions on WebGL 2 and WebGPU.
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { quern } from '../../compiler/source/lift/esbuild.ts';
import { openSite, type Page } from './harness.ts';

const root = resolve(import.meta.dirname, '../..');
let page: Page;
let code = '';
beforeAll(async () => {
  const made = await build({
    entryPoints: [`${root}/test/browser/lift.page.ts`],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
    plugins: [quern()],
    // what the package's exports say of a page
    alias: { quern: `${root}/runtime/index.ts`, 'quern/lift': `${root}/compiler/source/lift/page.ts` },
  });
  code = made.outputFiles[0]!.text;
  page = await openSite({
    '/': {
      type: 'text/html',
      content: '<!doctype html><title>lift</title><script type="module" src="/entry.js"></script>',
    },
    '/entry.js': { type: 'text/javascript', content: code },
  });
});
afterAll(() => page?.close());

it('the bundle has no parser and no call that is left', () => {
  expect(code.length).toBeLessThan(2_000_000);
  expect(code).not.toMatch(/createSourceFile|this call was bundled as it stands/);
});

it.each(['gpujs:webgl2', 'gpujs:webgpu'])('%s', async (backend) => {
  expect(await page.call('count')).toBe(5);
  expect(await page.call('differences', backend)).toEqual([]);
});
