// In the page: training steps on gpu.js's browser modes.
import { gpujs, type Mode } from '../../runtime/backends/gpujs/index.ts';
import { follow, type Network } from './follow.ts';

const tests = {
  follow: async (network: Network, mode: Mode, steps: number) => follow(network, await gpujs(mode), steps),
};

Object.assign(globalThis, { tests });
