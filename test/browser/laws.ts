// Every public operation, layer and optimiser in the browser against the float64 reference: the laws of
// test/laws/ops.test.ts on the backends of a page. One test file for each GPU mode, so that they run side by side.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Disagreement } from '../laws/agreement.ts';
import { cases, edges } from '../laws/cases/index.ts';
import { exceptions } from '../laws/exceptions.ts';
import { excused, signatures, type Verdict } from '../laws/points.ts';
import { openPage, type Page } from './harness.ts';

/** Holds every case on `whole`, and the scalar operations at special values on these and on `scalar`. */
export function holdsLaws(whole: readonly string[], scalar: readonly string[] = []): void {
  let page: Page;
  beforeAll(async () => {
    page = await openPage('test/browser/laws.page.ts');
  });
  afterAll(async () => {
    await page?.close();
  });

  describe.each(whole)('%s', (target) => {
    it.each([...cases, ...edges])('$name', async ({ name }) => {
      expect(await page.call<Disagreement | null>('law', target, name)).toBeNull();
    });
  });

  describe.each([...whole, ...scalar])('scalar operations on %s', (target) => {
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
}
