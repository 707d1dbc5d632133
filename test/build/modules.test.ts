// Built modules: steps with the bits of the library, evaluations, gpu.js, inputs and outputs by name, and their types.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GPU } from 'gpu.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Definition } from '../../dsl/graph.ts';
import { compile, cpu } from '../../runtime/index.ts';
import { encodeSafetensors } from '../../runtime/safetensors.ts';
import { check, compilerNames } from '../types/compilers.ts';
import { root, type Workshop, workshop } from './built.ts';
import { evaluate, feeds, line, numbers, step, tokens } from './models.ts';

const models = 'test/build/models.ts';
const symbols = { batch: 3 };

let shop: Workshop;
beforeAll(async () => {
  shop = workshop();
  await shop.build(`${models}#step`, { symbols });
});
afterAll(() => shop?.close());

const library = (definition: Definition, sizes: Record<string, number>) =>
  compile(definition, sizes, { on: cpu({ deterministic: true, threads: 1 }) });

describe('a training step', () => {
  it('gives the losses and the state of the library, bit for bit, and goes on from what it saved', async () => {
    const theirs = await library(step, symbols);
    let state = theirs.initialState(1);
    const { load } = await shop.module('step');
    let ours = await load();
    for (let i = 0; i < 6; i++) {
      const result = await theirs.run(state, feeds(i));
      state = result.state;
      const { loss, correct } = ours.step(feeds(i));
      expect({ loss, correct }).toEqual({ loss: result.outputs.loss![0], correct: result.outputs.correct![0] });
      if (i === 2) ours = await load({ weights: ours.save(), check: false });
    }
    const tensors = await state.snapshot();
    const weights = ours.weights();
    expect(Object.keys(weights)).toEqual([...tensors.keys()]);
    for (const [name, { data }] of tensors) expect(weights[name], name).toEqual(data);
  });

  it('holds a state in each instance, and loading leaves it as it was built', async () => {
    const { load } = await shop.module('step');
    const [one, other] = [await load(), await load()];
    const first = one.step(feeds(0)).loss;
    one.step(feeds(1));
    expect(other.step(feeds(0)).loss).toBe(first);
  });
});

it('an evaluation is run, with a scalar as a number and a prediction as an array', async () => {
  await shop.build(`${models}#evaluate`, { symbols, inlineWeights: true, adjacentWasm: true });
  expect(readdirSync(shop.folder)).toEqual(expect.arrayContaining(['evaluate.wasm', 'evaluate.js']));
  expect(existsSync(join(shop.folder, 'evaluate.safetensors'))).toBe(false);
  const theirs = await library(evaluate, symbols);
  const { outputs } = await theirs.run(theirs.initialState(1), feeds(4));
  const net = await (await shop.module('evaluate')).load();
  const { loss, correct, prediction } = net.run(feeds(4));
  expect({ loss, correct, prediction }).toEqual({
    ...{ loss: outputs.loss![0], correct: outputs.correct![0], prediction: outputs.prediction },
  });
});

it('takes its WebAssembly as a compiled module, its bytes or a URL, where none may be compiled', async () => {
  const { load } = await shop.module('evaluate');
  const path = join(shop.folder, 'evaluate.wasm');
  const bytes = readFileSync(path);
  const wasm = await WebAssembly.compile(bytes);
  const expected = (await load()).run(feeds(4));
  const compile = vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new Error('disallowed by embedder'));
  try {
    await expect(load()).rejects.toThrow('or where a host compiles it beforehand, quern build and load({ wasm })');
    expect((await load({ wasm })).run(feeds(4))).toEqual(expected);
  } finally {
    compile.mockRestore();
  }
  for (const source of [bytes, pathToFileURL(path)]) {
    expect((await load({ wasm: source })).run(feeds(4))).toEqual(expected);
  }
  await expect(load({ wasm: Uint8Array.from(bytes).fill(0, -1) })).rejects.toThrow(
    'its WebAssembly is not what was built',
  );
});

describe('inputs and outputs by name, whole numbers, loops and constants', () => {
  const sizes = { batch: 2, T: 4 };
  const given = { words: [3, 1, 4, 1, 5, 9, 2, 10], shift: numbers(4, 1) };

  it.each(['cpu', 'gpujs:cpu', 'gpujs:webasm'])('%s', async (backend) => {
    const name = `tokens-${backend.replace(':', '-')}`;
    const built = await shop.build(`${models}#tokens`, { symbols: sizes, backend, name });
    expect(built).toMatchObject({ loaded: true, inputs: ['words: i32 [2, 4]', 'shift: f32 [2, 2]'] });
    const theirs = await library(tokens, sizes);
    const { outputs } = await theirs.run(theirs.initialState(1), given);
    const net = await (await shop.module(name)).load({ GPU });
    const found = await net.run(given);
    for (const [output, values] of Object.entries(outputs)) {
      expect(found[output]).toHaveLength(4);
      if (backend === 'cpu') expect(found[output]).toEqual(values);
      for (const [i, value] of values.entries()) expect(found[output]![i]).toBeCloseTo(value, 5);
    }
  });

  it('a training step on gpu.js learns as the library does', async () => {
    await shop.build(`${models}#line`, { symbols, backend: 'gpujs:webasm' });
    const ours = await (await shop.module('line')).load({ GPU });
    const theirs = await library(line, symbols);
    let state = theirs.initialState(1);
    for (let i = 0; i < 3; i++) {
      const given = { input: numbers(12, i), target: numbers(6, i) };
      const result = await theirs.run(state, given);
      state = result.state;
      expect((await ours.step(given)).loss).toBeCloseTo(result.outputs.loss![0]!, 5);
    }
  });

  it('kernels of gpu.js are readable text in the module', () => {
    const text = readFileSync(join(shop.folder, 'tokens-gpujs-webasm.ts'), 'utf8');
    expect(text).toMatch(/^ {2}k\d+_\w+: `function k\d+_\w+\(.*\) \{\n(?: {2}.*\n)+\}`,$/m);
  });

  it('the package holds the sources that they are made of', () => {
    const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] };
    const text = ['tokens-cpu.ts', 'step.ts', 'tokens-gpujs-webasm.ts', 'line.ts'].map((file) =>
      readFileSync(join(shop.folder, file), 'utf8'),
    );
    const sources = new Set([...text.join('').matchAll(/^\/\/ From quern's (.*)$/gm)].map((m) => m[1]!));
    expect(sources.size).toBeGreaterThan(20);
    for (const source of sources) {
      expect(
        files.some((file) => source === file || source.startsWith(`${file}/`)),
        source,
      ).toBe(true);
    }
  });

  it('says what it was not given', async () => {
    const net = await (await shop.module('tokens-cpu')).load();
    expect(() => net.run({ words: given.words })).toThrow(
      "predictStep(tokens): input 'shift' was not given; pass it in run({ shift })",
    );
    expect(() => net.run({ ...given, words: [1] })).toThrow("input 'words' is i32 [2, 4], 8 elements; the data has 1");
    await expect((await shop.module('tokens-gpujs-cpu')).load()).rejects.toThrow(
      "predictStep(tokens): pass gpu.js in: import { GPU } from 'gpu.js', then load({ GPU })",
    );
  });

  it('names the weights that do not fit', async () => {
    const { load } = await shop.module('tokens-cpu');
    const net = await load();
    const bytes = (change: (tensors: Map<string, { type: 'F32'; shape: number[]; data: Float32Array }>) => void) => {
      const shapes: Record<string, number[]> = {
        'embed.table': [11, 6],
        ...{ 'read.w': [6, 5], 'read.u': [5, 5], 'read.b': [5], 'out.w': [5, 2], 'out.b': [2] },
      };
      const tensors = new Map(
        Object.entries(net.weights()).map(([name, data]) => [
          name,
          { type: 'F32' as const, shape: shapes[name] ?? [data.length], data: Float32Array.from(data) },
        ]),
      );
      change(tensors);
      return encodeSafetensors({ tensors, metadata: {} });
    };
    await load({ weights: bytes(() => undefined), check: false });
    const failing = (change: Parameters<typeof bytes>[0]) => load({ weights: bytes(change), check: false });
    await expect(failing((t) => t.delete('out.w'))).rejects.toThrow(
      "tokens-cpu.safetensors: not the weights of predictStep(tokens): it lacks 'out.w', F32 [5, 2]",
    );
    await expect(failing((t) => t.set('out.w', { ...t.get('out.w')!, shape: [2, 5] }))).rejects.toThrow(
      "'out.w' is F32 [2, 5], expected F32 [5, 2]",
    );
    await expect(failing((t) => t.set('other', t.get('out.w')!))).rejects.toThrow(
      "it has 'other', which is no weight there",
    );
  });
});

describe('the types', () => {
  const user = `
import { load } from './tokens-cpu.js';
import { load as loadStep } from './step.js';
import { load as loadGpu } from './tokens-gpujs-webasm.js';

const net = await load({ check: false });
const { scores, moved } = net.run({ words: [1, 2, 3, 4, 5, 6, 7, 8], shift: new Float32Array(4) });
export const numbers: Float32Array[] = [scores, moved];
export const shape: readonly [2, 2] | undefined = scores.shape;
export const again = net.run({ words: new Int32Array(8), shift: scores });
export const table: Float32Array & { readonly shape?: [11, 6] } = net.weights()['embed.table'];
export const trained = await loadStep();
export const loss: number = trained.step({ input: new Float32Array(192), target: [0, 1, 2] }).loss;
export const file: Uint8Array = trained.save();
class AnyGpu { constructor(_settings?: { mode?: 'cpu' | 'webasm' }) {} }
export const later: Promise<{ readonly scores: Float32Array }> = (await loadGpu({ GPU: AnyGpu })).run({ words: [], shift: [] });

// @ts-expect-error an input is missing
net.run({ words: [1, 2, 3, 4, 5, 6, 7, 8] });
// @ts-expect-error whole numbers are not given as floats
net.run({ words: new Float32Array(8), shift: scores });
// @ts-expect-error the table is not of the shape of shift
net.run({ words: [], shift: net.weights()['embed.table'] });
// @ts-expect-error there is no such output
net.run({ words: [], shift: [] }).output;
// @ts-expect-error a step is not run
trained.run({ input: [], target: [] });
// @ts-expect-error gpu.js has to be passed in
loadGpu();
`;

  it.each(compilerNames)('%s: of the TypeScript, and of the declarations alone', async (compiler) => {
    const alone = join(shop.folder, `alone-${compiler.at(-1)}`);
    mkdirSync(alone);
    writeFileSync(join(alone, 'package.json'), '{"type":"module"}');
    writeFileSync(join(shop.folder, 'user.ts'), user);
    writeFileSync(join(alone, 'user.ts'), user);
    for (const name of ['step', 'tokens-cpu', 'tokens-gpujs-webasm']) {
      for (const extension of ['js', 'd.ts']) {
        const file = `${name}.${extension}`;
        writeFileSync(join(alone, file), readFileSync(join(shop.folder, file)));
      }
    }
    const { diagnostics } = await check(compiler, [join(shop.folder, 'user.ts'), join(alone, 'user.ts')]);
    expect(diagnostics).toEqual([]);
  });
});
