// The LeNet and MLP training steps follow the float64 reference for 20 steps on every backend: CPU and gpu.js's cpu and
// webasm here, WebGL2 and WebGPU in headless Chromium.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cpu } from '../../runtime/backends/cpu/backend.ts';
import { gpujs } from '../../runtime/backends/gpujs/index.ts';
import { openPage, type Page } from '../browser/harness.ts';
import { firstState, follow, type Network, reference } from './follow.ts';

const steps = 20;

let page: Page;
beforeAll(async () => {
  page = await openPage('test/training/follow.page.ts');
});
afterAll(async () => {
  await page?.close();
});

const roads: Record<string, (network: Network) => Promise<number[]>> = {
  cpu: (n) => follow(n, cpu(), steps),
  'gpujs:cpu': async (n) => follow(n, await gpujs('cpu'), steps),
  'gpujs:webasm': async (n) => follow(n, await gpujs('webasm'), steps),
  'gpujs:webgl2': (n) => page.call('follow', n, 'webgl2', steps),
  'gpujs:webgpu': (n) => page.call('follow', n, 'webgpu', steps),
};

describe.each(['mlp', 'lenet'] as const)('%s', (network) => {
  let truth: number[];
  beforeAll(async () => {
    truth = reference(network, await firstState(network), steps);
    expect(truth[steps - 1]).toBeLessThan(truth[0]!);
  });

  test.each(Object.keys(roads))('%s', async (name) => {
    const losses = await roads[name]!(network);
    expect(losses.length).toBe(steps);
    losses.forEach((loss, i) => {
      const error = Math.abs(loss - truth[i]!) / Math.abs(truth[i]!);
      expect(error, `step ${i}: ${loss}, reference ${truth[i]}`).toBeLessThan(1e-3);
    });
  });
});
