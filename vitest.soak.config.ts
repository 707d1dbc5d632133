// npm run soak:memory, coverage and follow: what takes minutes, one file at a time.
import { defineConfig } from 'vitest/config';
import { lifting } from './vitest.config.ts';

export default defineConfig({
  ...lifting,
  test: {
    include: ['test/**/*.soak.ts'],
    setupFiles: ['test/setup.ts', 'test/fuzz/setup.ts'],
    testTimeout: 30 * 60_000,
    hookTimeout: 240_000,
    fileParallelism: false,
    // memory is measured after collections
    execArgv: ['--expose-gc'],
    disableConsoleIntercept: true,
  },
});
