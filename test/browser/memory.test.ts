// Nothing accumulates on the device: textures (WebGL2) and buffers (WebGPU) are as many after 10,000 steps as after 100.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, type Page } from './harness.ts';

let page: Page;
beforeAll(async () => {
  page = await openPage('test/browser/memory.page.ts');
});
afterAll(async () => {
  await page?.close();
});

test.each(['webgl2', 'webgpu'] as const)('%s: 10,000 steps of a program with states', async (mode) => {
  const live = await page.call<number[]>('live', mode, 'states', [100, 10_000]);
  expect(live[0]).toBeGreaterThan(2);
  expect(live[1]).toBe(live[0]);
});

test.each(['webgl2', 'webgpu'] as const)('%s: 500 runs of a loop with carries and stacked rows', async (mode) => {
  const live = await page.call<number[]>('live', mode, 'scan', [20, 500]);
  expect(live[1]).toBe(live[0]);
});
