// Where a page's policy forbids code that is made when a program runs, the error says which policy, and what to allow; where
// that is allowed, and no more, everything else runs.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isolated, openPage, type Page } from './harness.ts';

const wasm = /forbids compiling WebAssembly: allow 'wasm-unsafe-eval' in script-src, or .* load\(\{ wasm \}\)$/;
const text = /forbids functions that are made of text: allow 'unsafe-eval' in script-src, or take another backend$/;
const workers = /a content security policy must allow 'worker-src blob:'$/;
const runs = /^runs$/;

describe.each([
  { sources: '', onWasm: wasm, onThreads: wasm, onText: text },
  { sources: "'wasm-unsafe-eval' blob:", onWasm: runs, onThreads: runs, onText: text },
  { sources: "'unsafe-eval'", onWasm: runs, onThreads: workers, onText: runs },
])("script-src 'self' $sources", ({ sources, onWasm, onThreads, onText }) => {
  let page: Page;
  beforeAll(async () => {
    const policy = `script-src 'self' ${sources}`;
    page = await openPage('test/browser/policy.page.ts', { ...isolated, 'content-security-policy': policy });
  });
  afterAll(() => page?.close());
  test.each([
    ['onCpu', 1, onWasm],
    ['onCpu', 2, onThreads],
    ['onGpujs', 'cpu', onText],
    ['onGpujs', 'webasm', onWasm],
    ['onGpujs', 'webgl2', runs],
    ['onGpujs', 'webgpu', runs],
  ] as const)('%s %s', async (call, argument, said) => {
    expect(await page.call(call, argument)).toMatch(said);
  });
});
