// The page of quern-browser.mjs: the same training step as in Node, on a GPU mode of gpu.js.

import { gpujs } from '../../../dist/runtime/backends/gpujs/index.js';
import { timeSteps } from '../steps.mjs';
import { generate } from '../workloads.mjs';
import { trainer } from './quern.mjs';

let step;

/** What the GPU calls itself. */
async function rendererOf(mode) {
  if (mode === 'webgpu') {
    const adapter = await navigator.gpu?.requestAdapter();
    const { vendor = '', architecture = '', description = '' } = adapter?.info ?? {};
    return [vendor, architecture, description].filter(Boolean).join(' ');
  }
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  return names ? String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) : '';
}

globalThis.bench = {
  rendererOf,
  async prepare(mode, name) {
    const trained = await trainer(await gpujs(mode), generate(name));
    step = trained.step;
    return trained.memoryBytes;
  },
  timeSteps: (count) => timeSteps(step, count),
};
