// The systems by name, and how each is started.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const jax = () => import('./jax-js.mjs').then((m) => m.prepare);
const tfjs = (backend) => () => import('./tfjs.mjs').then((m) => m.prepareOn(backend));
const quern = (on) => () => import('./quern-node.mjs').then((m) => m.prepareOn(on));
const headlessGl = () => import('./quern-node.mjs').then((m) => m.prepareHeadlessGl);
const inBrowser = (mode) => () => import('./quern-browser.mjs').then((m) => m.prepareOn(mode));

/** JavaScript systems, loaded by child.mjs. */
const modules = {
  'quern-cpu': quern('cpu'),
  'quern-cpu-threads': quern('cpu-threads'),
  'quern-gpujs-webasm': quern('gpujs:webasm'),
  'quern-gpujs-webgpu': inBrowser('webgpu'),
  'quern-gpujs-webgl2': inBrowser('webgl2'),
  'quern-gpujs-headlessgl': headlessGl,
  'jax-js': jax,
  'tfjs-wasm': tfjs('wasm'),
  'tfjs-cpu': tfjs('cpu'),
};

/** What is not JavaScript. -threads: Quern on as many as it takes by itself, PyTorch on all; the others run on one. */
const native = ['pytorch', 'pytorch-threads'];

/** What runs side by side unless `--system` says otherwise; tfjs-cpu stands in where tfjs-wasm cannot. */
export const usual = ['quern-cpu', 'quern-cpu-threads', 'quern-gpujs-webasm', 'jax-js', 'tfjs-wasm', ...native];
export const standIns = { 'tfjs-wasm': 'tfjs-cpu' };
export const known = [...Object.keys(modules), ...native];

/** What `--backend gpu` runs. */
export const onGpu = Object.keys(modules).filter((name) => /webgpu|webgl2|headlessgl/.test(name));

export const load = (system) => modules[system]();

/** Debian's Python, where python3-torch installs to; another Python first on the path would not see it. */
const python = '/usr/bin/python3';

/** Why a system cannot run on this machine, or undefined. */
export function absent(system) {
  if (!native.includes(system)) return undefined;
  try {
    execFileSync(python, ['-c', 'import torch'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'not installed (apt-get install python3-torch)';
  }
}

/** The command line of the process that runs `system` on `workload`. */
export function commandOf(system, workload, dataFile) {
  const path = (name) => fileURLToPath(new URL(name, import.meta.url));
  if (native.includes(system)) {
    const threads = system === 'pytorch-threads' ? ['--threads'] : [];
    return [python, path('pytorch.py'), dataFile(workload), ...threads];
  }
  return [process.execPath, path('../child.mjs'), system, workload];
}
