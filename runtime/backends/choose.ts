// A backend by its name, where users choose it: on a command line, in a page's settings. What was taken, and why, is in
// the notes of the backend and of everything compiled for it.
import type { Backend } from './backend.ts';
import { cpu } from './cpu/backend.ts';
import { bestGpu, gpu, gpujs, type Mode, type ModeReport, modes, reasonLines } from './gpujs/index.ts';

/**
 * - `cpu`: WebAssembly of our own
 * - `gpujs:MODE`: gpu.js in exactly this mode
 * - `gpu`: the best mode of gpu.js that computes on a GPU
 * - `auto`: the same where there is one, otherwise the CPU
 */
export type BackendName = 'auto' | 'gpu' | 'cpu' | `gpujs:${Mode}`;

export const backendNames: readonly BackendName[] = ['auto', 'gpu', 'cpu', ...modes.map((m) => `gpujs:${m}` as const)];

/** Checks a name that comes from outside. A RangeError that lists the names if it is none of them. */
export function requireBackendName(name: string): BackendName {
  const found = backendNames.find((n) => n === name);
  if (found === undefined) throw new RangeError(`there is no backend '${name}'; there are ${backendNames.join(', ')}`);
  return found;
}

/**
 * The backend of that name: `compile(definition, { batch: 32 }, { on: await choose('auto') })`.
 *
 * Errors: a name that is none, a mode that does not work here (why), no GPU for `gpu` (why, for each mode). Only `auto`
 * takes something else than it was told first, and notes it.
 */
export async function choose(name: BackendName): Promise<Backend> {
  const checked = requireBackendName(name);
  if (checked === 'cpu') return cpu();
  if (checked === 'gpu') return gpu();
  if (checked === 'auto') return auto();
  return gpujs(modes.find((m) => checked === `gpujs:${m}`)!);
}

async function auto(): Promise<Backend> {
  const { found, others } = await bestGpu();
  return found ?? { ...cpu(), notes: noGpuNotes(others) };
}

const noGpuNotes = (others: readonly ModeReport[]): string[] => [
  'took cpu: no GPU mode of gpu.js works here',
  ...reasonLines(others),
];
