// In the page: threads of the CPU backend, where the page is cross-origin isolated and where it is not.
import { type CpuBackendOptions, cpu, cpuOn } from '../../runtime/backends/cpu/backend.ts';
import { type ThreadHost, threadHost } from '../../runtime/backends/cpu/threads/host.ts';
import { bitsOf, programs, sines } from '../runtime/bits.ts';

/** The page's threads, of which the second one ends when it is told to run. */
async function mortal(): Promise<ThreadHost> {
  const found = await threadHost();
  if (typeof found === 'string') throw new Error(found);
  let count = 0;
  return {
    cores: found.cores,
    start(source, listener) {
      const second = count++ === 1;
      const dying = `addEventListener('message', ({ data }) => { if (data === 'die') close(); });\n${source}`;
      const thread = found.start(dying, listener);
      const isRun = (m: unknown) => (m as { kind: string }).kind === 'run';
      return { ...thread, post: (m) => thread.post(second && isRun(m) ? 'die' : m) };
    },
  };
}

const tests = {
  isolated: () => globalThis.crossOriginIsolated,

  bits: (name: string, options: CpuBackendOptions) => bitsOf(programs[name]!(), options),

  /** how many threads a large program gets, and what is said */
  async threads(options: CpuBackendOptions): Promise<readonly [number | undefined, readonly string[]]> {
    try {
      const instance = await cpu(options).instantiate(sines(2e5, 1));
      await instance.run();
      instance.release();
      return [instance.threads, instance.notes ?? []];
    } catch (error) {
      return [undefined, [(error as Error).message]];
    }
  },

  /** a worker ends while the other one waits for it: milliseconds until the run rejects, and with what */
  async dying(): Promise<readonly [number, string]> {
    const host = await mortal();
    const instance = await cpuOn({ host: async () => host }, { threads: 2, smallestShare: 0 }).instantiate(
      sines(64, 1),
    );
    const start = performance.now();
    const message = await Promise.resolve(instance.run()).then(
      () => 'it did not reject',
      (error: Error) => error.message,
    );
    instance.release();
    return [performance.now() - start, message];
  },
};

Object.assign(globalThis, { tests });
