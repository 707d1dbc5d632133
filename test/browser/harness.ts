// Runs test code inside headless Chromium on a software GPU (SwiftShader): the entry file is bundled, served on
// localhost (WebGPU asks for a secure context) and called from Node. A missing browser is an error, never a skip.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const executable = process.env.CHROMIUM ?? '/usr/bin/chromium';

const flags = [
  '--headless',
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export interface Page {
  /** Waits until the page has set a function. */
  ready(name: string): Promise<void>;
  /** Calls a function of the entry's `globalThis.tests`; arguments and result travel as JSON. */
  call<T>(name: string, ...args: readonly unknown[]): Promise<T>;
  close(): Promise<void>;
}

/** A file of a site. */
export interface SiteFile {
  readonly type: string;
  readonly content: string | Uint8Array;
}

/** What a server sends for the page to be cross-origin isolated, so that its threads can share memory. */
export const isolated: Headers = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

type Headers = Readonly<Record<string, string>>;

/** Opens a page that runs `entry` (a path to a TypeScript file). */
export async function openPage(entry: string, headers: Headers = {}): Promise<Page> {
  const html = '<!doctype html><title>tests</title><script type="module" src="/entry.js"></script>';
  const files = {
    '/': { type: 'text/html', content: html },
    '/entry.js': { type: 'text/javascript', content: await bundle(entry) },
  };
  return openSite(files, headers);
}

/** Opens the page at / of a site, which sends these headers with every file. */
export async function openSite(files: Readonly<Record<string, SiteFile>>, headers: Headers = {}): Promise<Page> {
  if (!existsSync(executable))
    throw new Error(
      `no Chromium at ${executable}: install it (Debian: apt install chromium), or name one in the environment variable CHROMIUM`,
    );
  const server = createServer((request, response) => {
    const file = files[request.url ?? '/'];
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.statusCode = file === undefined ? 404 : 200;
    response.setHeader('content-type', file?.type ?? 'text/plain');
    response.end(file?.content ?? 'not found');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const close = () => new Promise<void>((done) => server.close(() => done()));
  return openPageAt(`http://localhost:${(server.address() as AddressInfo).port}/`, close);
}

/** Opens the page at an address; `closed` is called once it is closed, or does not open. */
export async function openPageAt(address: string, closed: () => Promise<void> = async () => {}): Promise<Page> {
  const browser = await chromium.launch({ executablePath: executable, args: flags });
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  await page.goto(address);
  const complain = () => {
    if (complaints.length > 0) throw new Error(`the page failed: ${complaints.join('; ')}`);
  };
  try {
    complain();
  } catch (error) {
    await browser.close();
    await closed();
    throw error;
  }
  return {
    async ready(name) {
      await page.waitForFunction((f) => f in ((globalThis as { tests?: object }).tests ?? {}), name);
    },
    async call<T>(name: string, ...args: readonly unknown[]): Promise<T> {
      const evaluated: unknown = await page.evaluate(
        async ([f, a]) => {
          const { tests } = globalThis as unknown as { tests: Record<string, (...x: unknown[]) => unknown> };
          return await tests[f as string]!(...(a as unknown[]));
        },
        [name, args] as const,
      );
      complain();
      return evaluated as T; // what the entry's function returned, by JSON: the caller names its type
    },
    async close() {
      await browser.close();
      await closed();
    },
  };
}

async function bundle(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    // as every test in Node: programs are validated after every pass
    inject: ['test/setup.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  return result.outputFiles[0]!.text;
}
