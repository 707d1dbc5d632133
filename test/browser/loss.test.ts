// A device that is lost in mid-training is an error that says so, never a wrong number, and training goes on from a snapshot
// on a new one with the same bits.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, type Page } from './harness.ts';

let page: Page;
beforeAll(async () => {
  page = await openPage('test/browser/loss.page.ts');
});
afterAll(async () => {
  await page?.close();
});

interface Trained {
  readonly said: string;
  readonly again: string;
  readonly elsewhere: string;
  readonly losses: readonly number[];
  readonly wanted: readonly number[];
}

for (const mode of ['webgl2', 'webgpu'] as const)
  test.each(['before a run', 'in a run', 'before a read'])(`${mode} lost %s`, { timeout: 60_000 }, async (when) => {
    const { said, again, elsewhere, losses, wanted } = await page.call<Trained>('train', mode, when);
    const sentence = `gpujs:${mode}: the device was lost`;
    expect(said).toContain(sentence);
    expect(again).toContain(sentence);
    expect(elsewhere).toContain(sentence);
    expect(losses).toEqual(wanted);
  });
