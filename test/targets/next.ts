// Next.js, by both of its bundlers: a page that trains in Chromium, and a route that trains in the server.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { openPageAt } from '../browser/harness.ts';
import { environment } from './project.ts';
import { requireTrained, train } from './sources.ts';
import type { Target } from './target.ts';

const files = (root: string): Readonly<Record<string, string>> => ({
  'package.json': '{ "private": true }',
  'next.config.mjs': `const headers = [
  { key: 'cross-origin-opener-policy', value: 'same-origin' },
  { key: 'cross-origin-embedder-policy', value: 'require-corp' },
];
export default {
  headers: async () => [{ source: '/:path*', headers }],
  turbopack: { root: ${JSON.stringify(root)}, rules: { '*.ts': { loaders: ['quern/webpack'] } } },
  webpack(config) {
    config.module.rules.push({ test: /\\.ts$/, enforce: 'pre', use: 'quern/webpack' });
    return config;
  },
};`,
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      strict: true,
      target: 'es2022',
      lib: ['es2023', 'dom'],
      module: 'esnext',
      moduleResolution: 'bundler',
      jsx: 'react-jsx',
      noEmit: true,
      skipLibCheck: true,
      esModuleInterop: true,
      resolveJsonModule: true,
      isolatedModules: true,
      allowJs: true,
      incremental: true,
      types: ['node', 'react'],
    },
    include: ['next-env.d.ts', 'app', 'lib'],
  }),
  'lib/train.ts': train,
  'app/layout.tsx': `export default function Layout({ children }: { readonly children: React.ReactNode }) {
  return <html><body>{children}</body></html>;
}`,
  'app/page.tsx': `'use client';
import { useEffect } from 'react';
import { train } from '../lib/train';

export default function Page() {
  useEffect(() => { Object.assign(globalThis, { tests: { train } }); }, []);
  return <p>page</p>;
}`,
  'app/api/route.ts': `import { train } from '../../lib/train';
export const dynamic = 'force-dynamic';
export const GET = async () => Response.json(await train());`,
});

const by = (bundler: 'turbopack' | 'webpack'): Target => ({
  name: `next ${bundler}`,
  async run({ folder: root, write, run }) {
    const folder = write(`next-${bundler}`, files(root));
    await run(folder, 'next', 'build', `--${bundler}`);
    const port = await freePort();
    const server = spawn(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'start', '-p', `${port}`], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await ready(server);
      const page = await openPageAt(`http://localhost:${port}/`);
      try {
        await page.ready('train');
        requireTrained(await page.call('train'));
      } finally {
        await page.close();
      }
      requireTrained(await (await fetch(`http://localhost:${port}/api`)).text());
    } finally {
      server.kill();
      await once(server, 'exit');
    }
  },
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

/** Next.js says when it listens. */
async function ready(server: ChildProcess): Promise<void> {
  let said = '';
  for await (const text of server.stdout!) {
    said += text;
    if (/Ready in/.test(said)) return;
  }
  throw new Error(`next start ended: ${said}`);
}

export const next: readonly Target[] = [by('turbopack'), by('webpack')];
