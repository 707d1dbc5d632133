// Searches beside the answers to an editor: a little at a time, and no further once what they are for is over.
import type { Steps } from '../../compiler/source/editor/index.ts';

/** How long a search goes on before what came in meanwhile is answered, in milliseconds. */
const slice = 25;

/** The end of a search; undefined once `isNow` says no. */
export async function inSlices<T>(steps: Steps<T>, isNow: () => boolean): Promise<T | undefined> {
  while (isNow()) {
    const until = performance.now() + slice;
    while (performance.now() < until) {
      const { done, value } = steps.next();
      if (done) return value;
    }
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return undefined;
}
