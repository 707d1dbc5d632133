// In the page: training steps on the backends that a browser has.
import { inPage } from '../laws/targets.ts';
import { follow, type Network } from './follow.ts';

const tests = {
  follow: async (network: Network, name: string, steps: number) => follow(network, await inPage[name]!(), steps),
};

Object.assign(globalThis, { tests });
