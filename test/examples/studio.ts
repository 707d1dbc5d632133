// What an example works with, in a test: one thread, and nothing to see.
import type { Studio } from '../../examples/kit/example.ts';
import { cpu } from '../../runtime/index.ts';

export const studio: Studio = {
  ...{ quick: false, seed: 1, on: cpu({ threads: 1 }) },
  display: () => ({ update() {}, note() {}, stop() {} }),
  say() {},
  save: async () => {},
  signal: new AbortController().signal,
};
