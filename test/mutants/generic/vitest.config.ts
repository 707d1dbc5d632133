// The tests over sources with one file replaced: QUERN_MUTANT names it and where its text is.
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { lifting } from '../../../vitest.config.ts';

const root = `${import.meta.dirname}/../../..`;
const [file, contents] = JSON.parse(process.env.QUERN_MUTANT ?? '["", ""]') as [string, string];

export default defineConfig({
  ...lifting,
  root,
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre',
      load: (id) => (file !== '' && id.endsWith(`/${file}`) ? readFileSync(contents, 'utf8') : undefined),
    },
  ],
  test: {
    setupFiles: ['test/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
    execArgv: ['--expose-gc'],
  },
});
