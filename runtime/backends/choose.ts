// A backend by its name, where users choose it: on a command line, in a page's settings. What was taken, and why, is in
// the notes of the backend and of everything compiled for it.
import type { Backend } from './backend.ts';
import { defaultTarget, families, registeredAs, type TargetName, targetNames } from './registry.ts';
import type { Family, Gpu } from './target.ts';

/**
 * - `cpu`: WebAssembly of our own
 * - `gpujs:MODE`: gpu.js in exactly this mode
 * - `gpu`: the best mode of gpu.js that computes on a GPU
 * - `auto`: the same where there is one, otherwise the CPU
 */
export type BackendName = 'auto' | 'gpu' | TargetName;

export const backendNames: readonly BackendName[] = ['auto', 'gpu', ...targetNames];

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
  const named = registeredAs(checked);
  if (named !== undefined) return named.open();
  const { found, reasons, refusal } = await bestGpu();
  if (found !== null) return found;
  if (checked === 'gpu') throw new Error(refusal);
  const [first, ...rest] = reasons;
  return { ...(await defaultTarget.open()), notes: [`took ${defaultTarget.name}: ${first}`, ...rest] };
}

/** Of the first family that has one that works; else every family's reasons. */
async function bestGpu(): Promise<Gpu> {
  const refused: Gpu[] = [];
  for (const { gpu } of families as readonly Family[]) {
    const best = await gpu?.();
    if (best?.found) return best;
    if (best) refused.push(best);
  }
  const refusal = refused.map((g) => g.refusal).join('\n');
  return { found: null, reasons: refused.flatMap((g) => g.reasons), refusal };
}
