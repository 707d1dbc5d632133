// npm run soak:memory and npm run coverage: what takes minutes, one file at a time.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.soak.ts'],
    testTimeout: 30 * 60_000,
    fileParallelism: false,
    // memory is measured after collections
    execArgv: ['--expose-gc'],
    disableConsoleIntercept: true,
  },
});
