// How much the compiler did, counted by the engine: how often each block of its code ran. Unlike time, the count does
// not depend on the machine or on what else it does. Work inside the engine's own functions is not seen.
import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';

export interface Counter {
  /** executions of blocks in dsl/ and compiler/ while `run` runs */
  during(run: () => void): Promise<number>;
}

/** Counts in all code that is loaded from now on: import what is to be counted after this. */
export async function startCounting(): Promise<Counter> {
  // compiled code does not count
  for (const flag of ['--no-opt', '--no-maglev', '--no-sparkplug']) setFlagsFromString(flag);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return {
    async during(run) {
      await session.post('Profiler.takePreciseCoverage'); // counts begin at zero
      run();
      const { result } = await session.post('Profiler.takePreciseCoverage');
      const own = result.filter(({ url }) => /\/(dsl|compiler)\//.test(url) && !url.includes('/test/'));
      return own.reduce(
        (n, s) => n + s.functions.reduce((m, f) => m + f.ranges.reduce((k, r) => k + r.count, 0), 0),
        0,
      );
    },
  };
}
