// Built modules: steps with the bits of the library, gpu.js, types, and what is said when something is wrong.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GPU } from 'gpu.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sample } from '../../compiler/source/build/index.ts';
import { writeTensorTypes } from '../../compiler/source/build/tensorTypes.ts';
import type { Definition, Graph } from '../../dsl/graph.ts';
import { leNet } from '../../dsl/nn/nets/index.ts';
import { version } from '../../runtime/cli/build/sources.ts';
import { testVectors } from '../../runtime/cli/build/vectors.ts';
import { writeTypes } from '../../runtime/cli/types.ts';
import { compile, cpu } from '../../runtime/index.ts';
import { encodeSafetensors } from '../../runtime/safetensors.ts';
import { drawnInput } from '../../runtime/standalone/vectors.ts';
import { apply, type Expr, input, iota, reduce, view } from '../testing/expression.ts';
import { check, compilerNames } from '../types/compilers.ts';
import { importModule, root, type Workshop, workshop } from './built.ts';
import { evaluate, line, step, tokens } from './models.ts';

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

/** Numbers that look like data, the same each time. */
const numbers = (n: number, at: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(1.7 * i + at));
const feeds = (at: number) => ({ input: numbers(3 * 64, at), target: Int32Array.from([at % 4, (at + 1) % 4, 3]) });

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

describe('what cannot be built is said', () => {
  it.each([
    [`${models}#nothing`, {}, /there is no export 'nothing'; what compiles there is evaluate, line, step, tokens$/],
    [`${models}#size`, {}, /models\.ts#size: expected trainStep\(model, loss, optimizer\), .* not a number/],
    ['test/build/none.ts#step', {}, /none\.ts: no such file/],
    [`${models}#tokens`, {}, "build: predictStep(tokens) needs the size of 'batch', 'T': add --symbols batch=32,T=32"],
    [`${models}#step`, { symbols: { batch: 3, T: 2 } }, "trainStep(net) has no dimension named 'T'; it has batch"],
    [`${models}#step`, { backend: 'auto' }, "build: 'auto' is chosen where a program runs, a module is built before"],
    [`${models}#step`, { backend: 'cuda' }, "build: unknown backend 'cuda'; use cpu, gpujs:webgpu"],
    [
      `${models}#step`,
      { symbols, weights: '/none.safetensors' },
      '--weights: /none.safetensors cannot be read: no such',
    ],
  ])('%s %o', async (reference, options, message) => {
    await expect(shop.build(reference, options)).rejects.toThrow(message);
  });

  it('weights of another model: each tensor that differs', async () => {
    const weights = join(shop.folder, 'step.safetensors');
    await expect(shop.build(`${models}#tokens`, { symbols: { batch: 2, T: 4 }, weights })).rejects.toThrow(
      /not the weights of predictStep\(tokens\): missing 'embed\.table' \[11, 6\].*extra 'first\.w' \[3, 1, 3, 3\].*'out\.w' is F32 \[27, 4\], expected F32 \[5, 2\]/,
    );
  });

  it('a folder that cannot be written', async () => {
    const output = join(shop.folder, 'package.json', 'below');
    await expect(shop.build(`${models}#step`, { symbols, output })).rejects.toThrow(
      /--output: cannot write to .*below/,
    );
  });
});

describe('test vectors', () => {
  const none = () => undefined;
  const graphOf = (value: (x: Expr) => Expr): Graph => {
    const leaf = input('x', [3]);
    return { inputs: [{ name: 'x', leaf }], states: [], outputs: [{ name: 'y', value: value(leaf) }] };
  };

  it('are drawn where outputs are numbers', async () => {
    const { vectors, notes } = await testVectors(
      graphOf((x) => apply('log', x)),
      new Map(),
      1,
      none,
    );
    expect(vectors.inputs).toEqual({ x: { low: 0, high: 1 } });
    expect(notes).toEqual([]);
    const x = drawnInput(vectors, { name: 'x', dtype: 'f32', shape: [3], at: 0 });
    const [{ at, expected, tolerance }] = vectors.outputs as [Sample];
    expect(at).toEqual([0, 1, 2]);
    for (const i of at) expect(Math.abs(expected[i]! - Math.log(x[i]!))).toBeLessThan(1e-8);
    expect(tolerance).toBeGreaterThan(2e-8);
    expect(tolerance).toBeLessThan(1e-4);
  });

  it('allow for what cancels', async () => {
    const graph = graphOf((x) => apply('sub', apply('add', x, 1e4), 1e4));
    const { vectors } = await testVectors(graph, new Map(), 1, none);
    const x = drawnInput(vectors, { name: 'x', dtype: 'f32', shape: [3], at: 0 });
    const [{ expected, tolerance }] = vectors.outputs as [Sample];
    const single = expected.map((value, i) => Math.abs(Math.fround(x[i]! + 1e4) - 1e4 - value));
    expect(Math.max(...single)).toBeGreaterThan(1e-5);
    expect(Math.max(...single)).toBeLessThan(tolerance);
  });

  it('leave out what is no number anywhere, and say so', async () => {
    const { vectors, notes } = await testVectors(
      graphOf((x) => apply('log', apply('sub', x, 3))),
      new Map(),
      1,
      none,
    );
    expect(vectors.outputs).toEqual([]);
    expect(notes).toEqual(["'y' is no number on any test input: it is not tested"]);
  });

  it('of a program too large for the reference are its own results, as it is said', async () => {
    const rows = apply('toF32', iota([2 ** 13, 2 ** 14], 0));
    const graph = graphOf((x) => apply('add', x, view(reduce('max', rows, [0, 1]), [3], [])));
    const { vectors, notes, about } = await testVectors(graph, new Map(), 1, none);
    expect(notes).toEqual([
      expect.stringMatching(/^the test vectors are what the program itself gives here: 2\.7e\+8 /),
    ]);
    expect(about).toContain('are too many');
    const x = drawnInput(vectors, { name: 'x', dtype: 'f32', shape: [3], at: 0 });
    const [{ expected, tolerance }] = vectors.outputs as [Sample];
    expected.forEach((value, i) => void expect(Math.abs(value - (2 ** 13 - 1 + x[i]!))).toBeLessThan(tolerance));
    expect(tolerance).toBeCloseTo(2, 1);
  });
});

describe('the tensors of a file as a type', () => {
  it('are those that are in it', async () => {
    const tensors = new Map([
      ['out.w', { type: 'F32' as const, shape: [27, 4], data: new Float32Array(108) }],
      ['2', { type: 'I32' as const, shape: [], data: new Int32Array(1) }],
    ]);
    const path = join(shop.folder, 'two.safetensors');
    writeFileSync(path, encodeSafetensors({ tensors, metadata: {} }));
    expect(await writeTypes(path)).toBe(`${path}.d.ts: 2 tensors of ${path}`);
    expect(readFileSync(`${path}.d.ts`, 'utf8').split('\n').slice(2).join('\n')).toBe(
      `/** The tensors of two.safetensors by name: 2, 109 numbers. */
export type Tensors = {
  readonly 'out.w': { readonly dtype: 'F32'; readonly shape: [27, 4] };
  readonly '2': { readonly dtype: 'I32'; readonly shape: [] };
};
`,
    );
    await expect(writeTypes(join(shop.folder, 'none.safetensors'))).rejects.toThrow('none.safetensors: cannot be read');
    await expect(writeTypes(join(shop.folder, 'step.js'))).rejects.toThrow('not a safetensors file');
    await expect(writeTypes(path, 'two.ts')).rejects.toThrow('--output: two.ts is no declaration file');
  });

  it('are written as the type tests have them', () => {
    const file = 'lenet.safetensors';
    const tensors = new Map(leNet().parameters.map(({ name, leaf }) => [name, { type: 'F32', shape: leaf.shape }]));
    const written = readFileSync(join(root, `test/types/right/${file}.d.ts`), 'utf8');
    expect(writeTensorTypes(file, tensors, version)).toBe(written);
  });
});

describe('the command', () => {
  const quern = (...words: string[]) =>
    spawnSync('node', [join(root, 'dist/runtime/cli/main.js'), 'build', ...words], { cwd: root, encoding: 'utf8' });

  it('writes a module, says what it wrote, and goes on from what training saved', async () => {
    const saved = join(shop.folder, 'saved.safetensors');
    const trained = await (await shop.module('step')).load();
    for (let i = 0; i < 3; i++) trained.step(feeds(i));
    writeFileSync(saved, trained.save());
    const made = join(shop.folder, 'made');
    const { status, stdout, stderr } = quern(`${models}#step`, '-o', made, '-s', 'batch=3', '-w', saved);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('trainStep(net) on cpu: ');
    expect(stdout).toContain('given target: i32 [3]');
    expect(stdout).toMatch(/loaded once: its test vectors give what they are to$/m);
    expect(stdout).not.toContain('note:');
    const again = await importModule(join(made, 'step.js')).then(({ load }) => load());
    expect(again.weights()).toEqual(trained.weights());
    expect(again.step(feeds(3))).toEqual(trained.step(feeds(3)));
  });

  it('writes the tensors of a file as a type', () => {
    const weights = join(shop.folder, 'step.safetensors');
    const words = [
      join(root, 'dist/runtime/cli/main.js'),
      'types',
      weights,
      '-o',
      join(shop.folder, 'step-weights.d.ts'),
    ];
    const { status, stdout } = spawnSync('node', words, { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringMatching(/step-weights\.d\.ts: \d+ tensors of /),
    });
  });

  it('ends with 2 when it was asked for wrongly', () => {
    const { status, stderr } = quern(`${models}#step`, '-o', join(shop.folder, 'made'), '-b', 'gpu');
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(
        /^build: 'gpu' is chosen where a program runs, .* name one of cpu, gpujs:webgpu, .*\n$/,
      ),
    });
  });
});
