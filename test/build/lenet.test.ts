// A trained LeNet, built: the same digits are read right as by the library, in Node, in a page under a strict policy and in
// a worker there; and a changed byte is found when it is loaded.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDigits } from '../../examples/digits/data.ts';
import { network, predict, step } from '../../examples/lenet.ts';
import { batches } from '../../runtime/data/index.ts';
import { compile, cpu, type State } from '../../runtime/index.ts';
import { saveWeights } from '../../runtime/node.ts';
import { openSite, type Page } from '../browser/harness.ts';
import { root, type Workshop, workshop } from './built.ts';
import { line } from './models.ts';

const batch = 4;
const pixels = 28 * 28;
const gpuModes = ['webgl2', 'webgpu'] as const;
const on = cpu({ deterministic: true, threads: 1 });

let shop: Workshop;
let test: { readonly inputs: Float32Array; readonly labels: Int32Array; readonly count: number };
/** what the library says of each test digit */
let guesses: number[];
let accuracy: number;

beforeAll(async () => {
  shop = workshop();
  const digits = await loadDigits(undefined);
  test = digits.test;
  const train = await compile(step, { batch: 50 }, { on });
  let state: State = train.initialState(1);
  for (const next of batches(digits.train, { batch: 50, seed: 1, epoch: 0, lastPartial: 'drop' })) {
    ({ state } = await train.run(state, { input: next.inputs, target: next.labels }));
  }
  const weights = join(shop.folder, 'trained.safetensors');
  await saveWeights(weights, network, state);
  guesses = await libraryGuesses(state);
  accuracy = guesses.filter((guess, i) => guess === test.labels[i]).length / test.count;
  await shop.build('examples/lenet.ts#predict', { symbols: { batch }, weights });
  for (const mode of gpuModes) {
    await shop.build('test/build/models.ts#line', { symbols: { batch: 3 }, backend: `gpujs:${mode}`, name: mode });
  }
});
afterAll(() => shop?.close());

const rows = (i: number) => test.inputs.subarray(i * pixels, (i + batch) * pixels);

async function libraryGuesses(state: State): Promise<number[]> {
  const program = await compile(predict, { batch }, { on });
  const found: number[] = [];
  for (let i = 0; i < test.count; i += batch) {
    found.push(...largest((await program.run(state, { input: rows(i) })).outputs.output!));
  }
  return found;
}

/** gpu.js for pages: one file. */
async function gpuJs(): Promise<string> {
  const made = await build({
    stdin: { contents: "export * as default from 'gpu.js';", resolveDir: root },
    ...{ bundle: true, write: false, format: 'esm', platform: 'browser', target: 'es2022', logLevel: 'silent' },
  });
  return made.outputFiles[0]!.text;
}

const largest = (logits: ArrayLike<number>): number[] =>
  Array.from({ length: batch }, (_, row) => {
    const ten = Array.from(logits).slice(10 * row, 10 * row + 10);
    return ten.indexOf(Math.max(...ten));
  });

it('was trained: nine of ten digits are read right', () => {
  expect(test.count % batch).toBe(0);
  expect(accuracy).toBeGreaterThan(0.9);
});

it('guesses what the library guesses in Node', async () => {
  const net = await (await shop.module('predict')).load();
  const found: number[] = [];
  for (let i = 0; i < test.count; i += batch) found.push(...largest(net.run({ input: rows(i) }).output!));
  expect(found).toEqual(guesses);
});

it('imports nothing, and is below 40 KB under gzip without its weights', () => {
  for (const file of ['predict.js', 'predict.ts']) {
    const text = readFileSync(join(shop.folder, file), 'utf8');
    expect(text).not.toMatch(/^\s*import[ {*]|\bimport\(|\brequire\(|^\s*export .* from /m);
    expect(text).not.toMatch(/\beval\(|\bFunction\(/);
    expect(gzipSync(text, { level: 9 }).length).toBeLessThan(40_000);
  }
});

describe('in a page that allows no code from text', () => {
  let page: Page;
  beforeAll(async () => {
    const script = { type: 'text/javascript' };
    const file = (name: string) => readFileSync(join(shop.folder, name));
    const bytes = new Uint8Array(test.inputs.buffer, test.inputs.byteOffset, test.inputs.byteLength);
    page = await openSite(
      {
        '/': { type: 'text/html', content: '<!doctype html><script type="module" src="/page.js"></script>' },
        '/page.js': { ...script, content: pageCode },
        '/worker.js': { ...script, content: workerCode },
        '/read.js': { ...script, content: readCode },
        '/predict.js': { ...script, content: file('predict.js') },
        '/predict.safetensors': { type: 'application/octet-stream', content: file('predict.safetensors') },
        '/gpu.js': { ...script, content: await gpuJs() },
        ...Object.fromEntries(
          gpuModes.flatMap((mode) => [
            [`/${mode}.js`, { ...script, content: file(`${mode}.js`) }],
            [`/${mode}.safetensors`, { type: 'application/octet-stream', content: file(`${mode}.safetensors`) }],
          ]),
        ),
        '/digits': { type: 'application/octet-stream', content: bytes },
      },
      { 'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" },
    );
  });
  afterAll(() => page?.close());

  /** All digits' guesses: the same code in the page and in its worker. */
  const readCode = `
import { load } from './predict.js';
export async function guesses() {
  const net = await load();
  const digits = new Float32Array(await (await fetch('/digits')).arrayBuffer());
  const found = [];
  for (let i = 0; i < digits.length; i += ${batch * pixels}) {
    const { output } = net.run({ input: digits.subarray(i, i + ${batch * pixels}) });
    for (let row = 0; row < ${batch}; row++) {
      const ten = [...output.subarray(10 * row, 10 * row + 10)];
      found.push(ten.indexOf(Math.max(...ten)));
    }
  }
  return found;
}`;
  const workerCode = `
import { guesses } from './read.js';
guesses().then((found) => postMessage({ found }), (error) => postMessage({ failed: String(error) }));`;
  const pageCode = `
import { guesses } from './read.js';
const inWorker = () => new Promise((done, fail) => {
  const worker = new Worker('/worker.js', { type: 'module' });
  worker.onmessage = ({ data }) => ('found' in data ? done(data.found) : fail(new Error(data.failed)));
  worker.onerror = (event) => fail(new Error(event.message));
});
// when the page is loaded: what a debugger calls may evaluate text
let evaluated = 'code from text runs';
try { new Function('return 1')(); } catch (error) { evaluated = error.name; }
const losses = async (mode, inputs, targets) => {
  const { default: { GPU } } = await import('/gpu.js');
  const net = await (await import('/' + mode + '.js')).load({ GPU });
  const found = [];
  for (let i = 0; i < inputs.length; i++) found.push((await net.step({ input: inputs[i], target: targets[i] })).loss);
  return found;
};
globalThis.tests = { guesses, inWorker, fromText: () => evaluated, losses };`;

  it('is such a page', async () => expect(await page.call('fromText')).toBe('EvalError'));
  it('guesses the same', async () => expect(await page.call('guesses')).toEqual(guesses));
  it('guesses the same in a worker', async () => expect(await page.call('inWorker')).toEqual(guesses));

  it.each(gpuModes)('a training step for %s has the losses of the library', async (mode) => {
    const numbers = (n: number, at: number) => Array.from({ length: n }, (_, i) => Math.fround(Math.sin(1.7 * i + at)));
    const [inputs, targets] = [[0, 1, 2].map((i) => numbers(12, i)), [0, 1, 2].map((i) => numbers(6, i))];
    const theirs = await compile(line, { batch: 3 }, { on });
    let state = theirs.initialState(1);
    const found = await page.call<number[]>('losses', mode, inputs, targets);
    for (const i of [0, 1, 2]) {
      const result = await theirs.run(state, { input: inputs[i]!, target: targets[i]! });
      state = result.state;
      expect(found[i]).toBeCloseTo(result.outputs.loss![0]!, 5);
    }
  });
});

describe('a changed byte', () => {
  const changed = async (at: (bytes: Buffer) => number): Promise<string> => {
    const weights = Uint8Array.from(readFileSync(join(shop.folder, 'predict.safetensors')));
    weights[at(Buffer.from(weights))]! ^= 1;
    const { load } = await shop.module('predict');
    return load({ weights }).then(
      () => 'loads',
      (error: Error) => error.message,
    );
  };

  /** Every byte of the data belongs to one tensor. */
  it.each([
    ['the first of the data', 0, 'first.w'],
    ['one in the middle', 0.5, 'third.w'],
    ['the last', 1, 'out.b'],
  ])('of the weights: %s', async (_, share, tensor) => {
    const message = await changed((bytes) => {
      const start = 8 + Number(bytes.readBigUInt64LE(0));
      return start + Math.floor(share * (bytes.length - 1 - start));
    });
    expect(message).toContain(`predict.safetensors: '${tensor}' is not what predictStep(leNet) was built with`);
  });

  it("of the weights' header, wherever it is", async () => {
    for (let part = 0; part < 12; part++) {
      const place = (bytes: Buffer) => Math.floor(((part + 0.5) / 12) * (8 + Number(bytes.readBigUInt64LE(0))));
      expect(await changed(place)).toMatch(/^predict\.safetensors: /);
    }
  });

  it('of the WebAssembly', async () => {
    const path = join(shop.folder, 'predict.js');
    const text = readFileSync(path, 'utf8');
    const at = text.indexOf('source: () => bytesOfText(`') + 3000;
    writeFileSync(
      join(shop.folder, 'broken.js'),
      `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`,
    );
    await expect((await shop.module('broken')).load()).rejects.toThrow(
      'predictStep(leNet): its WebAssembly is not what was built: a byte of it was changed',
    );
  });

  it('that changes what is computed: its test vectors find it', async () => {
    const text = readFileSync(join(shop.folder, 'predict.js'), 'utf8');
    // another expected value stands for another result
    const [whole, number] = /expected: \[\s*(-?[\d.]+)/.exec(text)!;
    const other = text.replace(whole!, whole!.replace(number!, `${Number(number) + 1}`));
    writeFileSync(join(shop.folder, 'other.js'), other);
    await expect((await shop.module('other')).load()).rejects.toThrow(
      /^predictStep\(leNet\): output 'output' is not what its test vector says: element 0 is /,
    );
    await (await shop.module('other')).load({ check: false });
  });
});
