// quern build and quern types as commands: what they write and print, and what is said when something is wrong.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTensorTypes } from '../../compiler/source/build/tensorTypes.ts';
import { leNet } from '../../dsl/nn/nets/index.ts';
import { version } from '../../runtime/cli/build/sources.ts';
import { writeTypes } from '../../runtime/cli/types.ts';
import { encodeSafetensors } from '../../runtime/safetensors.ts';
import { importModule, root, type Workshop, workshop } from './built.ts';
import { feeds } from './models.ts';

const models = 'test/build/models.ts';
const symbols = { batch: 3 };

let shop: Workshop;
beforeAll(async () => {
  shop = workshop();
  await shop.build(`${models}#step`, { symbols });
});
afterAll(() => shop?.close());

describe('what cannot be built is said', () => {
  it.each([
    [
      `${models}#nothing`,
      {},
      /there is no export 'nothing'; what compiles there is echo, evaluate, line, step, tokens$/,
    ],
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
