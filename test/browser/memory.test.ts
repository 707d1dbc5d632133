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

// browsers take a page's oldest WebGL context away when there are more than 16
test.each(['webgl2', 'webgpu'] as const)('%s: 24 programs at a time, and nothing after them', async (mode) => {
  const { sums, left } = await page.call<{ sums: number[]; left: number }>('together', mode, 24);
  expect(new Set(sums).size).toBe(24);
  expect(sums).toEqual(sums.map((_, i) => expect.closeTo(sums[0]! + i * (sums[1]! - sums[0]!), 2)));
  expect(left).toBe(0);
});
