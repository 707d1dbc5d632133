// Quern in Node: its own CPU backend, and the modes of gpu.js that Node has.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpu } from '../../../dist/runtime/index.js';
import { cannot, requireRealGpu } from './gpu.mjs';
import { trainer } from './quern.mjs';

export const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url)));

async function backend(on) {
  if (on === 'cpu') return cpu({ threads: 1 });
  if (on === 'cpu-threads') return cpu();
  const { gpujs } = await import('../../../dist/runtime/backends/gpujs/index.js');
  return gpujs(on.slice('gpujs:'.length));
}

export const prepareOn = (on) => async (workload) => {
  const { step, threads = 1, operations } = await trainer(await backend(on), workload);
  if (on === 'cpu-threads' && threads === 1) throw cannot('one thread is fastest here, as quern-cpu');
  return { version, threads, operations, step };
};

/** gpu.js on OpenGL through the native package gl. */
export async function prepareHeadlessGl(workload) {
  const { step } = await trainer(await backend('gpujs:headlessgl'), workload); // says so where gl is not installed
  const gl = createRequire(new URL('../../../package.json', import.meta.url))('gl')(1, 1);
  const renderer = String(gl.getParameter(gl.RENDERER));
  requireRealGpu(renderer);
  return { version, threads: 1, note: renderer, step };
}
