// The CPU in the registry.
import type { Family } from '../target.ts';
import { cpu } from './backend.ts';

export const family = {
  emitter: 'wasm',
  help: 'cpu',
  example: 'cpu',
  tested: { node: ['cpu'], page: ['cpu'], scalars: [] },
  members: [
    {
      name: 'cpu',
      open: async () => cpu(),
      target: async () => (await import('./target.ts')).target,
      trial: async () => ({ options: {} }),
    },
  ],
} as const satisfies Family;
