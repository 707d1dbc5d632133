// --backend NAME to a backend. gpu.js is loaded only when it is asked for.
import type { Backend } from '../../runtime/backends/backend.ts';
import { cpu } from '../../runtime/backends/cpu/backend.ts';

/** `auto` takes a GPU where one works, and otherwise the CPU; `note` is told why. Every other name is taken literally. */
export async function chooseBackend(name: string, note: (line: string) => void): Promise<Backend> {
  if (name === 'cpu') return cpu();
  const { gpu, gpujs, modes } = await import('../../runtime/backends/gpujs/index.ts');
  if (name === 'gpu') return gpu();
  if (name === 'auto') {
    try {
      return await gpu();
    } catch (error) {
      note(`auto: taking the CPU. ${error instanceof Error ? error.message : error}`);
      return cpu();
    }
  }
  const wanted = name.replace('gpujs:', '');
  const mode = modes.find((m) => m === wanted);
  if (mode === undefined) throw new Error(`gpu.js has no mode '${wanted}'; it has ${modes.join(', ')}`);
  return gpujs(mode);
}
