import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**', 'node_modules/**'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // two cores: compilers and browsers are spawned by tests, so files do not compete further
    maxWorkers: 2,
    // the memory tests collect garbage before they measure
    execArgv: ['--expose-gc'],
  },
});
