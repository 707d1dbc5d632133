// How much faster several threads are, here and now. The programs that are timed hold zeros and are released: a kernel
// takes the same time whatever its numbers are, and the engine keeps the code that it has optimised for the ones that follow.
import type { Running } from '../running.ts';

/** runs of each, at least and at most; the first ones are of code that the engine has not optimised yet */
const runs = { least: 3, most: 30 } as const;
/** milliseconds after which it suffices */
const enough = 300;

/** The least time of a run on one thread, divided by that on several. They take turns. */
export async function speedup(on: (threads: number) => Promise<Running>, threads: number): Promise<number> {
  const [alone, several] = [await on(1), await on(threads)];
  try {
    const best = { alone: Number.POSITIVE_INFINITY, several: Number.POSITIVE_INFINITY };
    const start = performance.now();
    for (let i = 0; i < runs.most && (i < runs.least || performance.now() - start < enough); i++) {
      best.alone = Math.min(best.alone, await timeOf(alone));
      best.several = Math.min(best.several, await timeOf(several));
    }
    return best.alone / best.several;
  } finally {
    alone.release();
    several.release();
  }
}

async function timeOf(program: Running): Promise<number> {
  const start = performance.now();
  await program.run();
  return performance.now() - start;
}
