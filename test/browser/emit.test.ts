// The gpu.js emitter and runtime in the browser's modes, on a software GPU.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModeReport } from '../../runtime/backends/gpujs/index.ts';
import { cases } from '../emit/gpujsCases.ts';
import { graphs } from '../emit/gpujsGraphs.ts';
import { openPage, type Page } from './harness.ts';

let page: Page;
beforeAll(async () => {
  page = await openPage('test/browser/emit.page.ts');
});
afterAll(async () => {
  await page?.close();
});

test('the browser has every mode but the one for Node', async () => {
  const reports = await page.call<ModeReport[]>('detect');
  expect(reports.filter((r) => r.available).map((r) => r.mode)).toEqual(['webgpu', 'webgl2', 'webgl', 'webasm', 'cpu']);
});

describe.each(['webgl2', 'webgpu', 'webgl'] as const)('gpu.js %s agrees with the interpreter', (mode) => {
  test.each(cases.map((c) => c.name))('%s', async (name) => {
    expect(await page.call('named', mode, name)).toBeNull();
  });

  test('a kernel with as many inputs as the passes may give it', async () => {
    expect(await page.call('inputs', mode)).toBeNull();
  });

  test.each(Object.keys(graphs))('%s', async (name) => {
    expect(await page.call('graph', mode, name)).toBeNull();
  });

  // compiling a shader takes a software GPU long
  const count = mode === 'webgpu' ? 60 : 20;
  test(`${count} random kernels`, async () => {
    expect(await page.call('random', mode, 1, 1 + count)).toEqual([]);
  });
});
