// Threads of the CPU backend: the same bits whatever their number; what fails is said, at once and with its place; and
// nothing is left running.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Program } from '../../compiler/program/types.ts';
import { type CpuBackendOptions, cpu, cpuOn } from '../../runtime/backends/cpu/backend.ts';
import type { Running } from '../../runtime/backends/cpu/running.ts';
import { type Thread, type ThreadHost, threadHost } from '../../runtime/backends/cpu/threads/host.ts';
import { speedup } from '../../runtime/backends/cpu/threads/measure.ts';
import { poolOf } from '../../runtime/backends/cpu/threads/shared.ts';
import { affine, buffer, load, program } from '../emit/kernels.ts';
import { bitsOf, longProducts, programs, sines } from './bits.ts';

describe('the same bits on 1, 2 and 3 threads', () => {
  it.each(Object.keys(programs))('%s', async (name) => {
    const p = programs[name]!();
    const alone = await bitsOf(p, { threads: 1 });
    expect(Object.keys(alone).length).toBeGreaterThan(0);
    for (const threads of [2, 3]) expect(await bitsOf(p, { threads }), `${threads} threads`).toEqual(alone);
  });
});

/** Bits that differ from those of one thread, by number of threads. */
async function differing(p: Program, options: CpuBackendOptions): Promise<string[]> {
  const alone = await bitsOf(p, { ...options, threads: 1 });
  const found: string[] = [];
  for (const threads of [2, 3]) {
    const bits = await bitsOf(p, { ...options, threads });
    found.push(...Object.keys(alone).flatMap((name) => (bits[name] === alone[name] ? [] : `${threads}: ${name}`)));
  }
  return found;
}

describe('sums in parts start where they start on one thread, each in its own workspace', () => {
  it.each(['packed', 'direct', 'dot'] as const)('products, %s', async (contractions) => {
    expect(await differing(longProducts(), { contractions })).toEqual([]);
  });
});

/** Reads `stride` elements apart, far beyond the memory: the second thread's share traps, the first one's does not. */
function beyond(): Program {
  const [axis, far] = [{ id: 1, extent: 2 }, 2 ** 28];
  const kernel = {
    kind: 'kernel',
    name: 'k7_beyond',
    axes: [axis],
    reduction: null,
    outputs: [{ buffer: 1, address: affine(0, [axis, 1]), value: load(0, affine(0, [axis, far])) }],
  } as const;
  return program([buffer(0, 4, 'f32', 'input'), buffer(1, 2)], [kernel]);
}

/** Node's threads, with a hand on them. */
async function watched(): Promise<{ host: ThreadHost; workers: Thread[] }> {
  const found = await threadHost();
  if (typeof found === 'string') throw new Error(found);
  const workers: Thread[] = [];
  const start: ThreadHost['start'] = (source, listener) => {
    const dying = `receive((m) => { if (m === 'die') process.exit(3); });\n${source}`;
    const thread = found.start(dying, listener);
    workers.push(thread);
    return thread;
  };
  return { host: { cores: 2, start }, workers };
}

/** Milliseconds until it rejected, and with what. */
async function rejection(run: Promise<void> | void): Promise<{ after: number; message: string }> {
  const start = performance.now();
  const message = await Promise.resolve(run).then(
    () => 'it did not reject',
    (error: Error) => error.message,
  );
  return { after: performance.now() - start, message };
}

describe('a thread that fails', () => {
  it('by a trap rejects the run with the name of the kernel, and the program can run again', async () => {
    const { host, workers } = await watched();
    const instance = await cpuOn({ host: async () => host }, { threads: 2, smallestShare: 0 }).instantiate(beyond());
    for (let time = 0; time < 2; time++) {
      const { after, message } = await rejection(instance.run());
      expect(message).toMatch(/^cpu: kernel k7_beyond failed: .*out of bounds/);
      if (time === 0) expect(after).toBeLessThan(1000); // later it starts threads first
    }
    expect(workers.length).toBe(4); // two threads each time
    instance.release();
  });

  it('by dying in the middle of a run rejects it within a second, with the name of the kernel', async () => {
    const found = await threadHost();
    if (typeof found === 'string') throw new Error(found);
    const { Worker } = await import('node:worker_threads');
    const started: InstanceType<typeof Worker>[] = [];
    const host: ThreadHost = {
      cores: 2,
      start(source, listener) {
        const prelude = `const { parentPort } = require('node:worker_threads');
          const send = (m) => parentPort.postMessage(m); const receive = (f) => parentPort.on('message', f);`;
        const worker = new Worker(prelude + source, { eval: true });
        let over = false;
        worker.on('message', (m) => listener.message(m));
        worker.on('exit', (code) => !over && listener.ended(`it exited with code ${code}`));
        started.push(worker);
        const end = () => {
          over = true;
          void worker.terminate();
        };
        return { post: (m) => worker.postMessage(m), keepAlive: () => undefined, end };
      },
    };
    const instance = await cpuOn({ host: async () => host }, { threads: 2, smallestShare: 0 }).instantiate(
      sines(4096, 1e6),
    );
    const running = rejection(instance.run());
    await new Promise((done) => setTimeout(done, 50));
    const killed = performance.now();
    void started[1]!.terminate();
    const { message } = await running;
    expect(performance.now() - killed).toBeLessThan(1000);
    expect(message).toMatch(/^cpu: kernel k1_sines failed: a thread is gone: it exited with code 1/);
    instance.release();
  });

  it('while it is idle is replaced for the next run', async () => {
    const { host, workers } = await watched();
    const instance = await cpuOn({ host: async () => host }, { threads: 2, smallestShare: 0 }).instantiate(
      sines(64, 1),
    );
    await instance.run();
    workers[0]!.post('die');
    while (poolOf(host).size > 0) await new Promise((done) => setTimeout(done, 10));
    instance.write(0, new Float32Array(64).fill(1));
    await instance.run();
    expect((await instance.read(1))[63]).toBeGreaterThan(0);
    expect(workers.length).toBe(4);
    instance.release();
  });
});

describe('how many', () => {
  it.each([0, 1.5, -1, '2'])('%s threads are refused', (threads) => {
    expect(() => cpu({ threads: threads as number })).toThrow(
      `cpu: threads is ${threads}; it must be a whole number from 1 on, or 'auto'`,
    );
  });

  it('threads that cannot be are an error that says why; one always can', async () => {
    const nowhere = async () => 'the page is not cross-origin isolated';
    const p = sines(64, 1);
    await expect(cpuOn({ host: nowhere }, { threads: 2 }).instantiate(p)).rejects.toThrow(
      'cpu: 2 threads cannot be: the page is not cross-origin isolated; threads: 1 always works',
    );
    expect((await cpuOn({ host: nowhere }, { threads: 1 }).instantiate(p)).threads).toBe(1);
  });

  const times = (speedup: number) => async () => speedup;

  it('by itself, a small program runs on one, a large one on several where that is measured to be faster', async () => {
    const small = await cpu().instantiate(sines(64, 1));
    expect([small.threads, small.notes]).toEqual([1, []]);
    const { host } = await watched();
    const on = (speedup: number) => cpuOn({ host: async () => host, speedup: times(speedup) }, {});
    const faster = await on(1.6).instantiate(sines(1e6, 1));
    expect([faster.threads, faster.notes]).toEqual([2, ['threads: 2 of 2 cores, measured 1.6 times as fast as one']]);
    faster.release();
    const slower = await on(0.9).instantiate(sines(1e6, 1));
    const why = 'threads: 1, 2 of 2 cores measured 0.9 times as fast as one';
    expect([slower.threads, slower.notes]).toEqual([1, [why]]);
    slower.release();
  });

  it('is measured on programs that are released', async () => {
    const ran: number[] = [];
    const released: number[] = [];
    const program = (threads: number): Running => ({
      threads,
      notes: [],
      write: () => undefined,
      read: () => Float32Array.of(),
      run: () => new Promise((done) => setTimeout(done, ran.push(threads) && 30 / threads)),
      kernels: 1,
      memoryBytes: 0,
      compileMs: 0,
      release: () => released.push(threads),
    });
    const measured = await speedup(async (threads) => program(threads), 3);
    expect(measured).toBeGreaterThan(1);
    expect(ran.slice(0, 6)).toEqual([1, 3, 1, 3, 1, 3]);
    expect(ran.length).toBeLessThanOrEqual(20);
    expect(released).toEqual([1, 3]);
  });

  it('where there are no threads, by itself one, with the reason', async () => {
    const large = sines(1e6, 1);
    const alone = await cpuOn({ host: async () => 'there are no workers here' }, {}).instantiate(large);
    expect([alone.threads, alone.notes]).toEqual([1, ['threads: 1, there are no workers here']]);
    const { host } = await watched();
    const failing: ThreadHost = { ...host, start: (source, listener) => host.start(`throw 'no'; ${source}`, listener) };
    const instead = await cpuOn({ host: async () => failing }, {}).instantiate(large);
    expect([instead.threads, instead.notes]).toEqual([
      1,
      ['threads: 1, starting threads failed: a thread is gone: no'],
    ]);
    await expect(cpuOn({ host: async () => failing }, { threads: 2 }).instantiate(large)).rejects.toThrow(
      'cpu: starting threads failed: a thread is gone: no',
    );
  });
});

describe('what is left', () => {
  it('after release, no thread', async () => {
    const { host } = await watched();
    const instance = await cpuOn({ host: async () => host }, { threads: 2 }).instantiate(sines(64, 1));
    expect(poolOf(host).size).toBe(2);
    instance.release();
    while (poolOf(host).size > 0) await new Promise((done) => setTimeout(done, 20));
  });

  it('a process that ends by itself while its program is not released', () => {
    const dist = join(import.meta.dirname, '../../dist/runtime/index.js');
    const code = `
      import { affine, compile, cpu, input, model, predictStep } from ${JSON.stringify(dist)};
      const net = model({ out: affine(64, 32) }, input('batch', 64), (p, x) => p.out(x));
      const on = cpu({ threads: 2, smallestShare: 0 });
      const program = await compile(predictStep(net), { batch: 8 }, { on });
      const { outputs } = await program.run(program.initialState(1), { input: new Float32Array(512).fill(1) });
      console.log(program.threads, Object.values(outputs)[0].length);`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(stderr).toBe('');
    expect([status, stdout]).toEqual([0, '2 256\n']);
  });
});

afterAll(async () => {
  const found = await threadHost();
  if (typeof found !== 'string') while (poolOf(found).size > 0) await new Promise((done) => setTimeout(done, 20));
});
