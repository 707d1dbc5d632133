// Every public op on every backend that Node has, against the float64 reference: values and gradients. The browser's
// backends are under the same law in test/browser/laws.test.ts.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../runtime/backends/backend.ts';
import { cpu } from '../../runtime/backends/cpu/backend.ts';
import { gpujs } from '../../runtime/backends/gpujs/index.ts';
import { disagreement } from './agreement.ts';
import { cases, edges } from './cases/index.ts';

const backends: Readonly<Record<string, () => Backend | Promise<Backend>>> = {
  cpu: () => cpu(),
  'gpujs:cpu': () => gpujs('cpu'),
  'gpujs:webasm': () => gpujs('webasm'),
};

describe.each(Object.keys(backends))('%s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await backends[name]!();
  });

  it.each([...cases, ...edges])('$name', async (c) => {
    expect(await disagreement(c, backend, 1)).toBeNull();
  });
});
