// gpu.js as backends. gpu.js is loaded when a backend is made, not before.
import { maxElements } from '../../../compiler/emit/gpujs/index.ts';
import type { Capabilities } from '../../../compiler/program/types.ts';
import type { Backend } from '../backend.ts';
import { instantiate } from './instance.ts';
import { detect, gpuModes, isGpu, type Mode, type ModeReport, modes, noGpuMessage, reasonLines } from './modes.ts';

export { DeviceLostError } from './device.ts';
export {
  detect,
  gpuModes,
  isGpu,
  type Mode,
  type ModeReport,
  modes,
  needsRounding,
  noGpuMessage,
  reasonLines,
} from './modes.ts';

/**
 * WebGPU's guaranteed 8 storage buffers hold the output and, where a kernel writes part of a buffer, its old value;
 * WebGL's 16 texture units leave more.
 */
const inputs: Record<Mode, number> = { webgpu: 6, webgl2: 12, webgl: 12, headlessgl: 12, webasm: 12, cpu: 12 };

export function capabilities(mode: Mode): Capabilities {
  return {
    maxInputs: inputs[mode],
    multipleOutputs: false,
    scatter: false,
    inPlace: false,
    packedContractions: false,
    largestIndex: maxElements,
    // functions and quotients are rounded more
    slack: 16,
    flushes: isGpu(mode),
    integersAsFloats: true,
    // each block is a launch of every kernel: only for what may not fit
    blocks: { from: 2 ** 28, again: 2 ** 28, times: 4, of: 2 ** 26, rows: 128 },
  };
}

/** gpu.js in exactly this mode. An error if it does not work here, with the reason. */
export async function gpujs(mode: Mode): Promise<Backend> {
  if (!modes.includes(mode)) throw new Error(`gpu.js has no mode '${mode}'; it has ${modes.join(', ')}`);
  for (const { available, reason } of await detect([mode]))
    if (!available) throw new Error(`gpujs:${mode} is not available: ${reason}`);
  return backend(mode);
}

/** The best GPU mode that works here, if there is one, and why those preferred to it do not. */
export async function bestGpu(): Promise<{ readonly found: Backend | null; readonly others: readonly ModeReport[] }> {
  const others: ModeReport[] = [];
  for (const mode of gpuModes) {
    const [report] = await detect([mode]);
    if (report!.available) {
      const notes = [`took gpujs:${mode}: the first GPU mode of gpu.js that works here`, ...reasonLines(others)];
      return { found: { ...backend(mode), notes }, others };
    }
    others.push(report!);
  }
  return { found: null, others };
}

/** The best GPU mode that works here; an error that lists each mode and why if there is none. */
export async function gpu(): Promise<Backend> {
  const { found, others } = await bestGpu();
  if (found === null) throw new Error(noGpuMessage(others));
  return found;
}

function backend(mode: Mode): Backend {
  return {
    name: `gpujs:${mode}`,
    capabilities: capabilities(mode),
    instantiate: (program) => instantiate(program, mode),
  };
}
