// A built module is loaded once before it is written, where its backend runs: it has to pass its own check.
import type { Trial } from '../../backends/target.ts';

/** null when the module has loaded; a note where it cannot be tried here. An error when it fails its check. */
export async function trial(js: string, given: Trial, weights: Uint8Array): Promise<string | null> {
  if ('untried' in given) return `the module was not tried: ${given.untried}`;
  const url = `data:text/javascript;base64,${Buffer.from(js).toString('base64')}`;
  try {
    const module = (await import(/* @vite-ignore */ url)) as Loading; // as it was written above
    await module.load({ weights, ...given.options });
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
