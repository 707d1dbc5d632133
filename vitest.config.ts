import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take a minute and more, the longest first: one that starts last keeps the other core waiting. */
const long = [
  'declarations',
  'types/agreement',
  'browser/laws.webgl',
  'browser/laws.webgpu',
  'package',
  'build/',
  'examples/',
  'browser/',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = long.findIndex((name) => moduleId.includes(`/test/${name}`));
      return found < 0 ? long.length : found;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** Functions to lift are written as users write them, and are bundled so too: test/browser/lift.test.ts. */
export const lifting = {
  resolve: { alias: { 'quern/lift': `${import.meta.dirname}/compiler/source/lift/index.ts` } },
};

export default defineConfig({
  ...lifting,
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**', 'node_modules/**'],
    setupFiles: ['test/setup.ts', 'test/fuzz/setup.ts'],
    reporters: ['default', 'test/fuzz/reporter.ts'],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    sequence: { sequencer: LongestFirst },
    // two cores: compilers and browsers are spawned by tests, so files do not compete further
    maxWorkers: 2,
    // the memory tests collect garbage before they measure
    execArgv: ['--expose-gc'],
  },
});
