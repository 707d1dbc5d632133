// What the fuzzer covers in this run: every operation, both orders of derivatives, every backend, so often at least.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginning } from '../soak/logbook.ts';
import { type Hand, soak } from '../soak/soak.ts';
import { thread } from '../soak/thread.ts';
import { nothing, type Stretch } from '../testing/campaign.ts';
import { coverageRows, coverageTable } from '../testing/print/coverage.ts';
import { features } from '../testing/programs/features.ts';

const worker = new URL('../../dist/test/soak/worker.js', import.meta.url);
const backends = ['cpu', 'gpujs:cpu', 'gpujs:webasm'];
const least = 200;

describe('random programs', () => {
  let hands: readonly Hand[] = [];
  let all: Stretch = nothing;
  beforeAll(async () => {
    if (!existsSync(worker)) throw new Error('the fuzzer runs in threads over built sources: npm run build');
    hands = Array.from({ length: Math.min(2, availableParallelism()) }, () => thread(worker));
    const sizes = [{ hand: 20, maxChoices: 4 }];
    const plan = { runs: 1500, seed: 1, backends, sizes, piece: 15 };
    ({ all } = await soak(hands, plan, beginning({})));
    const rows = coverageRows(all.ops, Object.keys(features), backends);
    const share = `${all.inconclusive.toFixed(1)} of ${all.checks} checks undecided`;
    console.log(`${coverageTable(rows)}\n${all.runs} programs, ${share}`);
  }, 1_800_000);
  afterAll(() => Promise.all(hands.map((h) => h.close())));

  it('agree with the reference under every oracle', () => {
    expect(all.found.map((f) => f.message)).toEqual([]);
  });

  it('leave less than 2% of the checks undecided', () => {
    expect(all.inconclusive / all.checks).toBeLessThan(0.02);
  });

  it(`put each operation ${least} times before each order of derivatives and each backend`, () => {
    const rows = coverageRows(all.ops, Object.keys(features), backends);
    const rare = rows.filter(({ counts }) => Object.values(counts).some((n) => n < least));
    expect(rare.map(({ op, counts }) => ({ op, ...counts }))).toEqual([]);
  });
});
