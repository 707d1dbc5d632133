// Quern on gpu.js's browser modes, in headless Chromium with the machine's own GPU.
//
// The steps are timed inside the page. The memory is what the program holds on the device: a
// browser's processes together say nothing about one page.

import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { cannot, requireRealGpu } from './gpu.mjs';
import { version } from './quern-node.mjs';

const executable = process.env.CHROMIUM ?? '/usr/bin/chromium';

const flags = [
  '--headless=new',
  '--no-sandbox',
  '--ignore-gpu-blocklist',
  '--enable-gpu',
  '--enable-unsafe-webgpu',
  ...(process.platform === 'linux' ? ['--use-angle=vulkan', '--enable-features=Vulkan'] : []),
];

/** The project's development dependencies, which this folder's package does not repeat. */
const require = createRequire(new URL('../../../package.json', import.meta.url));

async function openPage() {
  if (!existsSync(executable))
    throw cannot(`no Chromium at ${executable}; name one in the environment variable CHROMIUM`);
  const entry = fileURLToPath(new URL('browser-page.mjs', import.meta.url));
  const bundled = await require('esbuild').build({ entryPoints: [entry], bundle: true, write: false, format: 'esm' });
  const script = bundled.outputFiles[0].text;
  const server = createServer(({ url }, response) => {
    response.setHeader('content-type', url === '/page.js' ? 'text/javascript' : 'text/html');
    response.end(url === '/page.js' ? script : '<!doctype html><script type="module" src="/page.js"></script>');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const browser = await require('playwright-core').chromium.launch({ executablePath: executable, args: flags });
  const page = await browser.newPage();
  // WebGPU asks for a secure context, which localhost is.
  await page.goto(`http://localhost:${server.address().port}/`);
  return page;
}

export const prepareOn = (mode) => async (workload) => {
  const page = await openPage();
  const renderer = await page.evaluate((m) => globalThis.bench.rendererOf(m), mode);
  requireRealGpu(renderer);
  const memoryBytes = await page.evaluate(([m, name]) => globalThis.bench.prepare(m, name), [mode, workload.name]);
  return {
    version,
    threads: 1,
    note: renderer,
    timeSteps: (count) => page.evaluate((n) => globalThis.bench.timeSteps(n), count),
    peakBytes: () => memoryBytes,
  };
};
