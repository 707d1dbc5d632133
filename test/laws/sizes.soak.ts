// Sizes 0 and 1 of every axis of every operation and layer on every backend of Node.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../runtime/backends/backend.ts';
import { sized, wrongSizes } from './sizes.ts';
import { inNode, variants } from './targets.ts';

describe.each(Object.entries({ ...inNode, ...variants }))('%s', (_, open) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await open();
  });

  it.each(sized)('$name', async (s) => {
    expect(await wrongSizes(s, backend)).toEqual([]);
  });
});
