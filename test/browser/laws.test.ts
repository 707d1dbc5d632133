// Every public operation, layer and optimiser in the browser, on its CPU and on a software GPU, against the float64
// reference: the laws of test/laws/ops.test.ts on the backends of a page.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Disagreement } from '../laws/agreement.ts';
import { cases, edges } from '../laws/cases/index.ts';
import { exceptions } from '../laws/exceptions.ts';
import { excused, signatures, type Verdict } from '../laws/points.ts';
import { inPage, scalarsInPage } from '../laws/targets.ts';
import { openPage, type Page } from './harness.ts';

let page: Page;
beforeAll(async () => {
  page = await openPage('test/browser/laws.page.ts');
});
afterAll(async () => {
  await page?.close();
});

describe.each(Object.keys(inPage))('%s', (target) => {
  it.each([...cases, ...edges])('$name', async ({ name }) => {
    expect(await page.call<Disagreement | null>('law', target, name)).toBeNull();
  });
});

describe.each(Object.keys(scalarsInPage))('scalar operations on %s', (target) => {
  const judged = new Map<string, Promise<Verdict>>();
  const verdict = (name: string): Promise<Verdict> => {
    const known = judged.get(name) ?? page.call<Verdict>('points', target, name);
    judged.set(name, known);
    return known;
  };

  it.each(signatures)('$name', async ({ name }) => {
    expect((await verdict(name)).wrong).toEqual([]);
  });

  const excuses = exceptions.map((e, i) => ({ e, i })).filter(({ e }) => e.isOn(target));
  it.each(excuses)('needs its exception: $e.where', async ({ e, i }) => {
    const verdicts = await Promise.all(excused(e).map((s) => verdict(s.name)));
    expect(verdicts.flatMap((v) => v.excepted)).toContain(i);
  });
});
