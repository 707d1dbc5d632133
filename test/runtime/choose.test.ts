// Backends by name: what is taken, and what is said of it. Node has no GPU here; headless Chromium has one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BackendName, backendNames, choose, gpuModes } from '../../runtime/gpujs.ts';
import { affine, compile, input, model, predictStep } from '../../runtime/index.ts';
import { openPage, type Page } from '../browser/harness.ts';

interface Taken {
  readonly backend: string;
  readonly notes: readonly string[];
}

describe('in Node', () => {
  const net = model({ out: affine(2, 2) }, input('batch', 2), (p, x) => p.out(x));
  const take = async (name: BackendName): Promise<Taken> =>
    compile(predictStep(net), { batch: 1 }, { on: await choose(name) });

  test.each(['cpu', 'gpujs:cpu', 'gpujs:webasm'] as const)('%s is taken at its word', async (name) => {
    const { backend, notes } = await take(name);
    expect([backend, notes]).toEqual([name, []]);
  });

  test('auto takes the CPU, and says why no GPU', async () => {
    const { backend, notes } = await take('auto');
    expect(backend).toBe('cpu');
    expect(notes[0]).toBe('took cpu: no GPU mode of gpu.js works here');
    expect(notes.slice(1).map((line) => line.split(':')[0])).toEqual([...gpuModes]);
    for (const line of notes) expect(line).toMatch(/: .{10}/);
  });

  test('gpu is an error that says why for each mode', async () => {
    const lines = gpuModes.map((mode) => `  ${mode}: .{10,}`).join('\n');
    await expect(choose('gpu')).rejects.toThrow(
      new RegExp(`^no GPU mode of gpu.js works here, and 'gpu' does not fall back:\n${lines}\nRun in a browser`),
    );
  });

  test('a mode that does not work here says why', () =>
    expect(choose('gpujs:webgl')).rejects.toThrow('gpujs:webgl is not available: needs a browser'));

  test('a name that is none: all names are listed', async () => {
    const unchecked = 'gpujs:metal' as BackendName; // as it may come from outside
    await expect(choose(unchecked)).rejects.toThrow(
      new RangeError(`there is no backend 'gpujs:metal'; there are ${backendNames.join(', ')}`),
    );
  });
});

describe('in a browser with a GPU', () => {
  let page: Page;
  beforeAll(async () => {
    page = await openPage('test/runtime/choose.page.ts');
  });
  afterAll(() => page?.close());

  test.each(['auto', 'gpu'] as const)('%s takes the first mode that works', async (name) => {
    expect(await page.call<Taken>('take', name)).toEqual({
      backend: 'gpujs:webgpu',
      notes: ['took gpujs:webgpu: the first GPU mode of gpu.js that works here'],
    });
  });

  test('where the first does not work, the notes say why', async () => {
    const { backend, notes } = await page.call<Taken>('withoutWebgpu', 'gpu');
    expect(backend).toBe('gpujs:webgl2');
    expect(notes[0]).toBe('took gpujs:webgl2: the first GPU mode of gpu.js that works here');
    expect(notes.slice(1)).toEqual([expect.stringMatching(/^webgpu: .*adapter/)]);
  });
});
