// The backends that every op is held against the reference on: what README's table of ops lists.
import type { Backend } from '../../runtime/backends/backend.ts';
import { type CpuBackendOptions, cpu } from '../../runtime/backends/cpu/backend.ts';
import type { CpuOptions } from '../../runtime/backends/cpu/index.ts';
import { gpujs } from '../../runtime/backends/gpujs/index.ts';
import { cpuVariant } from '../testing/variant.ts';

type Targets = Readonly<Record<string, () => Promise<Backend>>>;

/** In Node. */
export const inNode: Targets = {
  cpu: async () => cpu(),
  'gpujs:cpu': () => gpujs('cpu'),
  'gpujs:webasm': () => gpujs('webasm'),
};

/** In headless Chromium, which runs the CPU backend too, with another engine's instructions. */
export const inPage: Targets = {
  cpu: async () => cpu(),
  'gpujs:webgpu': () => gpujs('webgpu'),
  'gpujs:webgl2': () => gpujs('webgl2'),
};

/** The old WebGL computes as WebGL 2 does; there the scalar operations alone are held against the reference. */
export const scalarsInPage: Targets = { ...inPage, 'gpujs:webgl': () => gpujs('webgl') };

/** The backends that only a browser has. */
export const inBrowser: readonly string[] = Object.keys(inPage).filter((name) => !(name in inNode));

/** Other ways in which the CPU backend may be told to compute, on the calling thread. */
export const cpuOptions: Readonly<Record<string, CpuOptions>> = {
  'cpu without fused multiply-add': { fused: false },
  'cpu, every contraction packed': { contractions: 'packed' },
  'cpu, every contraction direct': { contractions: 'direct' },
  'cpu, every contraction by dot products': { contractions: 'dot' },
  'cpu, every kernel given the places of its buffers': { places: true },
};

/** With several threads, which take long to start. */
const threadOptions: Readonly<Record<string, CpuBackendOptions>> = {
  'cpu, every kernel on two threads': { threads: 2, smallestShare: 0 },
  'cpu, every kernel on three threads': { threads: 3, smallestShare: 0 },
};

/** The same for each of these, under its name. */
const told = <O>(all: Readonly<Record<string, O>>, as: (name: string, options: O) => Backend): Targets =>
  Object.fromEntries(Object.entries(all).map(([name, options]) => [name, async () => as(name, options)]));

const onOneThread = told(cpuOptions, cpuVariant);

export const variants: Targets = {
  ...onOneThread,
  ...told(threadOptions, (name, options) => ({ ...cpu(options), name })),
};

/** All that a random program is run on in Node, the cheap ones first. */
export const everyTarget: Targets = { cpu: inNode.cpu!, ...onOneThread, ...inNode };
