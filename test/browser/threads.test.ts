// Threads of the CPU backend in pages, and the bits of another engine: what Chromium computes is what Node computes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bitsOf, programs } from '../runtime/bits.ts';
import { isolated, openPage, type Page } from './harness.ts';

const entry = 'test/browser/threads.page.ts';

const policy = (sources: string) => ({ ...isolated, 'content-security-policy': sources });
const scripts = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

describe('a cross-origin isolated page whose policy allows workers from blobs', () => {
  let page: Page;
  beforeAll(async () => {
    page = await openPage(entry, policy(`${scripts}; worker-src blob:`));
  });
  afterAll(() => page?.close());

  it('is isolated', async () => expect(await page.call('isolated')).toBe(true));

  it.each(Object.keys(programs))('%s: the bits of Node, on one thread and on two', async (name) => {
    const bits = await bitsOf(programs[name]!(), { threads: 1, deterministic: true });
    for (const threads of [1, 2]) {
      expect(await page.call('bits', name, { threads, deterministic: true }), `${threads} threads`).toEqual(bits);
    }
  });

  it('runs a large program by itself on what it has measured to be faster', async () => {
    const [threads, notes] = await page.call<[number, string[]]>('threads', {});
    const chosen = threads === 1 ? 'threads: 1, \\d+ of \\d+ cores' : `threads: ${threads} of \\d+ cores,`;
    expect(notes).toEqual([expect.stringMatching(`^${chosen} measured \\d+\\.\\d times as fast as one$`)]);
  });

  it('rejects the run of a worker that dies, within a second', async () => {
    const [after, message] = await page.call<[number, string]>('dying');
    expect(message).toBe('cpu: the program failed: a thread is gone: it ended');
    expect(after).toBeLessThan(1000);
  });
});

describe('other pages', () => {
  const inPage = async (headers: Readonly<Record<string, string>>, ...options: readonly object[]) => {
    const page = await openPage(entry, headers);
    try {
      const results: (readonly [number | undefined, readonly string[]])[] = [];
      for (const o of options) results.push(await page.call('threads', o));
      return results;
    } finally {
      await page.close();
    }
  };

  it('one that is not isolated uses one thread, and refuses two with the headers to send', async () => {
    const why =
      "the page is not cross-origin isolated: serve it with the headers 'Cross-Origin-Opener-Policy: same-origin' and 'Cross-Origin-Embedder-Policy: require-corp'";
    expect(await inPage({}, {}, { threads: 2 })).toEqual([
      [1, ['threads: 1, the page is not cross-origin isolated']],
      [undefined, [`cpu: 2 threads cannot be: ${why}; threads: 1 always works`]],
    ]);
  });

  it('one whose policy does not uses one thread and says what to allow', async () => {
    const [result] = await inPage(policy(scripts), {});
    expect(result?.[0]).toBe(1);
    expect(result?.[1][0]).toContain("a content security policy must allow 'worker-src blob:'");
  });
});
