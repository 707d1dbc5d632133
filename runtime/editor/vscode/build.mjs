// The extension as one file: node build.mjs [OUT]
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
await build({
  entryPoints: [`${here}extension.ts`],
  outfile: process.argv[2] ?? `${here}out/extension.cjs`,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // the editor has it
  external: ['vscode'],
  // what is looked for is looked for from the folder that is open, never from here
  define: { 'import.meta.url': '__filename' },
  logLevel: 'warning',
});
