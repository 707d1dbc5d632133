// Training steps of an MLP, LeNet, a residual network, an LSTM and a Transformer's block follow the float64 reference for 20 steps on every backend of the
// laws: those of Node here, the others in headless Chromium. AlexNet and VGG, which are made of the same
// layers and draw random numbers, do so for a few steps in Node.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cpu } from '../../runtime/backends/cpu/backend.ts';
import { openPage, type Page } from '../browser/harness.ts';
import { inBrowser, inNode } from '../laws/targets.ts';
import { batches, firstState, follow, type Network, reference } from './follow.ts';

const steps = 20;

let page: Page;
beforeAll(async () => {
  page = await openPage('test/training/follow.page.ts');
});
afterAll(async () => {
  await page?.close();
});

type Road = (network: Network) => Promise<number[]>;
const roads: Readonly<Record<string, Road>> = {
  ...Object.fromEntries(
    Object.entries(inNode).map(([name, open]): [string, Road] => [name, async (n) => follow(n, await open(), steps)]),
  ),
  ...Object.fromEntries(inBrowser.map((name): [string, Road] => [name, (n) => page.call('follow', n, name, steps)])),
};

/** The losses of a road against those of the reference. */
function close(losses: readonly number[], truth: readonly number[]): void {
  expect(losses.length).toBe(truth.length);
  losses.forEach((loss, i) => {
    const error = Math.abs(loss - truth[i]!) / Math.abs(truth[i]!);
    expect(error, `step ${i}: ${loss}, reference ${truth[i]}`).toBeLessThan(1e-3);
  });
}

describe.each(['mlp', 'lenet', 'resnet-small', 'lstm', 'transformer'] as const)('%s', (network) => {
  let truth: number[];
  beforeAll(async () => {
    truth = reference(network, await firstState(network), steps);
    // of the same batch, when it was given first and last
    expect(truth[steps - batches]).toBeLessThan(truth[0]!);
  });

  test.each(Object.keys(roads))('%s', async (name) => close(await roads[name]!(network), truth));
});

describe.each(['alexnet-small', 'vgg-small', 'densenet-small'] as const)('%s', (network) => {
  const few = 2;
  test('cpu and gpujs:webasm', async () => {
    const truth = reference(network, await firstState(network), few);
    close(await follow(network, cpu(), few), truth);
    close(await follow(network, await inNode['gpujs:webasm']!(), few), truth);
  });
});
