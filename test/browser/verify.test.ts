// compile(..., { verify: true }) on the backends of pages, in the page and in a worker.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, type Page } from './harness.ts';

let page: Page;
beforeAll(async () => {
  page = await openPage('test/browser/verify.page.ts');
});
afterAll(async () => {
  await page?.close();
});

for (const call of ['verified', 'inWorker'])
  test.each(['cpu', 'webgl2', 'webgpu'])(`${call} on %s`, { timeout: 60_000 }, async (mode) => {
    const found = await page.call<Record<string, unknown>>(call, mode);
    expect(found).toMatchObject({ backend: mode === 'cpu' ? 'cpu' : `gpujs:${mode}`, open: [], within: true });
    expect(found.results).toContain("output 'loss'");
    expect((found.results as string[]).filter((r) => r.startsWith('the gradient by')).length).toBeGreaterThan(1);
    expect(found.loss).toBeGreaterThan(0);
  });
