// A built module is loaded once before it is written, where its backend runs: it has to pass its own check.
import type { BuiltBackend } from '../../../compiler/source/build/index.ts';
import { library } from '../../backends/gpujs/library.ts';
import { gpuModes } from '../../backends/gpujs/modes.ts';

/** null when the module has loaded; a note where it cannot be tried here. An error when it fails its check. */
export async function trial(js: string, backend: BuiltBackend, weights: Uint8Array): Promise<string | null> {
  if (backend.kind === 'gpujs' && gpuModes.some((mode) => mode === backend.mode)) {
    return `the module was not tried: it needs a GPU in ${backend.mode}`;
  }
  const GPU = backend.kind === 'gpujs' ? await library().catch(() => null) : undefined;
  if (GPU === null) return 'the module was not tried: gpu.js is not installed';
  const url = `data:text/javascript;base64,${Buffer.from(js).toString('base64')}`;
  try {
    const module = (await import(/* @vite-ignore */ url)) as Loading; // as it was written above
    await module.load({ weights, GPU });
  } catch (error) {
    // without the stack, which holds the whole module as a URL
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Error(`build: the module does not pass its own check, and was not written: ${said}`);
  }
  return null;
}

interface Loading {
  load(options: object): Promise<unknown>;
}
