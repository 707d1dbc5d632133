// A soak that is stopped and goes on from its log has done what an unbroken one does.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { beginning, opened, save } from './logbook.ts';
import { type Hand, type Plan, soak } from './soak.ts';
import { Soaker } from './task.ts';
import { thread } from './thread.ts';

const plan: Plan = {
  ...{ runs: 12, seed: 5, piece: 2 },
  backends: ['cpu'],
  sizes: [{ hand: 1, maxChoices: 4 }],
};
const key = { runs: plan.runs, seed: plan.seed };

/** Does tasks here; the task that `breaks` says is never answered. */
function hand(breaks?: (from: number) => void): Hand {
  const soaker = new Soaker();
  return {
    async run(task) {
      breaks?.(task.from);
      return soaker.run(task);
    },
    close: async () => undefined,
  };
}

describe('a soak', () => {
  it('goes on where it was broken off, the task under way included', async () => {
    const { all: unbroken } = await soak([hand(), hand()], plan, beginning(key));
    const file = join(mkdtempSync(join(tmpdir(), 'quern-soak-')), 'log.json');
    const breaks = (from: number) => {
      if (from === 6) throw new Error('killed');
    };
    const kept = { ...plan, onProgress: (log: ReturnType<typeof beginning>) => save(file, log) };
    await expect(soak([hand(breaks)], kept, opened(file, key))).rejects.toThrow('killed');
    expect(opened(file, key).all.runs).toBe(6);
    const { all, seconds } = await soak([hand()], kept, opened(file, key));
    expect([all.runs, all.checks, all.inconclusive]).toEqual([12, unbroken.checks, unbroken.inconclusive]);
    expect(all.ops).toEqual(unbroken.ops);
    expect(opened(file, key).gaps).toEqual([]);
    expect(seconds).toBeGreaterThan(0);
  });

  it('does again what ended with a fault', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'quern-soak-')), 'log.json');
    const { all, ...log } = await soak([hand()], plan, beginning(key));
    const fault = { oracle: 'taylor', op: 'exp', expected: 1, actual: 2, allowed: 0, program: '', message: '' };
    save(file, { ...log, all: { ...all, found: [{ ...fault, seed: 5, run: 7 }] } });
    const asked: number[] = [];
    const again = await soak([hand((from) => asked.push(from))], plan, opened(file, key));
    expect(asked).toEqual([7]);
    expect([again.all.runs, again.all.found]).toEqual([12, []]);
  });

  it('does not go on with the log of another one, or with no log', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'quern-soak-')), 'log.json');
    save(file, beginning({ runs: 3, seed: 1 }));
    expect(() => opened(file, key)).toThrow('is the log of a soak of {"runs":3,"seed":1}, not of {"runs":12,"seed":5}');
    writeFileSync(file, 'nonsense');
    expect(() => opened(file, key)).toThrow('log.json is not the log of a soak');
  });

  it('tells of a program that does not end, and goes on with another thread', async () => {
    const stuckAtTwo = `
      import { parentPort } from 'node:worker_threads';
      parentPort.on('message', ({ from, to }) => {
        for (let run = from; run < to; run++) {
          parentPort.postMessage({ run, oracle: 'taylor' });
          while (run === 2);
        }
        parentPort.postMessage({ result: { runs: to - from, checks: 0, inconclusive: 0, ops: {}, found: [] } });
      });`;
    const stuck = thread(new URL(`data:text/javascript,${encodeURIComponent(stuckAtTwo)}`), 1000);
    const { runs, found } = await stuck.run({ seed: 5, from: 0, to: 4, backends: [], sizes: plan.sizes });
    await stuck.close();
    expect(runs).toBe(4);
    expect(found).toMatchObject([{ run: 2, oracle: 'taylor', message: expect.stringContaining('no answer in 1 s') }]);
  });
});
