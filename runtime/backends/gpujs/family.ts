// The modes of gpu.js in the registry.
import type { Family, Registered, Trial } from '../target.ts';
import { bestGpu, gpujs } from './index.ts';
import { library } from './library.ts';
import { isGpu, type Mode, modes, noGpuMessage, reasonLines } from './modes.ts';

type Name = `gpujs:${Mode}`;

const member = (mode: Mode): Registered<Name> => ({
  name: `gpujs:${mode}`,
  open: () => gpujs(mode),
  target: async () => (await import('./target.ts')).targetOf(mode),
  trial: () => trial(mode),
});

async function trial(mode: Mode): Promise<Trial> {
  if (isGpu(mode)) return { untried: `it needs a GPU in ${mode}` };
  const GPU = await library().catch(() => null);
  return GPU === null ? { untried: 'gpu.js is not installed' } : { options: { GPU } };
}

export const family: Family<Name, 'gpujs'> = {
  emitter: 'gpujs',
  help: `gpujs:MODE (${modes.join(', ')})`,
  example: 'gpujs:webgl2',
  // Chromium has no headlessgl; the old WebGL computes as WebGL 2 does
  tested: {
    node: ['gpujs:cpu', 'gpujs:webasm'],
    page: ['gpujs:webgpu', 'gpujs:webgl2'],
    scalars: ['gpujs:webgl'],
  },
  members: modes.map(member),
  async gpu() {
    const { found, others } = await bestGpu();
    const reasons = ['no GPU mode of gpu.js works here', ...reasonLines(others)];
    return { found, reasons, refusal: noGpuMessage(others) };
  },
};
