// Sizes 0 and 1 of every axis of every operation and layer, values and gradients: some of them on each backend of Node, fewer
// where a kernel takes long to make. `npm run coverage` holds all of them on all (sizes.soak.ts).
import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../runtime/backends/backend.ts';
import { everyNth, type Sized, sized, wrongSizes } from './sizes.ts';
import { inNode } from './targets.ts';

describe.each([
  ['cpu', everyNth(3)],
  ['gpujs:cpu', everyNth(11)],
  ['gpujs:webasm', everyNth(53)],
] as const)('%s', (name, some) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await inNode[name]!();
  });

  it.each(some)('$name', async (s) => {
    expect(await wrongSizes(s, backend)).toEqual([]);
  });
});

it('covers most operations at both sizes', () => {
  const hasSize = (size: number) => (s: Sized) => s.variants.some((c) => c.inputs.some((i) => i.shape.includes(size)));
  expect(sized.filter(hasSize(0)).length).toBeGreaterThan(0.9 * sized.length);
  expect(sized.filter(hasSize(1)).length).toBeGreaterThan(0.9 * sized.length);
});
