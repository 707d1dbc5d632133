// Every public op on every backend that Node has, against the float64 reference: values and gradients. The browser's
// backends are under the same law in test/browser/laws.test.ts.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../runtime/backends/backend.ts';
import { disagreement } from './agreement.ts';
import { cases, edges } from './cases/index.ts';
import { inNode } from './targets.ts';

describe.each(Object.keys(inNode))('%s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await inNode[name]!();
  });

  it.each([...cases, ...edges])('$name', async (c) => {
    expect(await disagreement(c, backend, 1)).toBeNull();
  });
});
