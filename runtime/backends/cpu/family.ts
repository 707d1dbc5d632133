// The CPU in the registry.
import type { Family } from '../target.ts';
import { cpu } from './backend.ts';

export const family = {
  help: 'cpu',
  example: 'cpu',
  members: [
    {
      name: 'cpu',
      emitter: 'wasm',
      tested: ['node', 'page'],
      open: async () => cpu(),
      target: async () => (await import('./target.ts')).target,
      trial: async () => ({ options: {} }),
    },
  ],
} as const satisfies Family;
