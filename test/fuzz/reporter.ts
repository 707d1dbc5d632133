// Ends a run of the tests with what its fuzzing covered.
import type { Reporter, TestModule } from 'vitest/node';
import { type Counts, lineOf } from './tally.ts';

export default class FuzzingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const files = new Map<string, Counts>();
    for (const m of modules) {
      const { fuzzed } = m.meta();
      if (fuzzed !== undefined) files.set(m.relativeModuleId.replace(/^test\//, ''), fuzzed);
    }
    if (files.size > 0) process.stdout.write(`\n${lineOf(files)}\n`);
  }
}
