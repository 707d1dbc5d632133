// Bad input to the main job: each has a clear error and the right exit code, and nothing is lost.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCheckpoint } from '../../../runtime/checkpointFile.ts';
import { bars, idx, Workplace } from './harness.ts';

let place: Workplace;
/** a checkpoint of a finished small run: mlp, batch 16, seed 1, 2 epochs */
let saved: string;
beforeAll(async () => {
  place = await Workplace.open();
  saved = place.path('saved.safetensors');
  const { code, err } = await place.run(...place.small, '--checkpoint', saved);
  expect(code, err).toBe(0);
});
afterAll(() => place?.close());

describe('wrong use exits 2', () => {
  const invalid = (value: string) => `argument '${value}' is invalid. Expected a whole number, 1 or more.`;
  test.each([
    ['an unknown option', ['--modle', 'mlp'], "error: unknown option '--modle'\n(Did you mean --model?)"],
    ['an unknown model', ['--model', 'vgg'], "argument 'vgg' is invalid. Allowed choices are lenet, mlp."],
    ['zero epochs', ['--epochs', '0'], invalid('0')],
    ['fewer than zero epochs', ['--epochs', '-3'], invalid('-3')],
    ['epochs that are no number', ['--epochs', 'NaN'], invalid('NaN')],
    ['half a batch', ['--batch', '1.5'], invalid('1.5')],
    ['a seed below zero', ['--seed', '-1'], "argument '-1' is invalid. Expected a whole number, 0 or more."],
    [
      'an unknown backend',
      ['--backend', 'tpu'],
      "argument 'tpu' is invalid. Allowed choices are auto, gpu, cpu, gpujs:",
    ],
    ['an unknown mode of gpu.js', ['--backend', 'gpujs:metal'], "argument 'gpujs:metal' is invalid. Allowed choices"],
    ['an option without its value', ['--data'], "error: option '--data <DIR>' argument missing"],
    ['a stray word', ['lenet'], 'error: too many arguments'],
  ])('%s', async (_, words, message) => {
    const { code, out, err } = await place.run(...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).toContain('--help lists the options');
  });

  test('a batch larger than the data', async () => {
    const { code, out, err } = await place.run(...place.small, '--batch', '401', '--json');
    expect([code, out, err]).toEqual([
      2,
      '',
      '--batch 401: larger than the data, which has 400 examples to train on\n',
    ]);
  });

  test.each([
    ['batch', '32', '16'],
    ['seed', '2', '1'],
    ['epochs', '3', '2'],
  ])('to resume with another --%s', async (option, value, before) => {
    const bytes = await readFile(saved);
    const words = [...place.small.filter((w) => !['--epochs', '2', '--batch', '16'].includes(w)), '--resume', saved];
    const { code, out, err } = await place.run(...words, `--${option}`, value, '--checkpoint', saved);
    const why = `${saved} was trained with --${option} ${before}; leave --${option} out`;
    expect([code, out, err]).toEqual([2, '', `--${option} ${value}: ${why}\n`]);
    expect(bytes.equals(await readFile(saved))).toBe(true);
  });

  test('to resume on other data', async () => {
    const { labels, pixels } = bars(500);
    const other = await place.data('other', idx([500, 28, 28], pixels.reverse()), idx([500], labels));
    const { code, err } = await place.run(...place.small, '--resume', saved, '--data', other);
    expect([code, err]).toEqual([2, expect.stringMatching(/ was trained on other digits \(.*\): check --data\n$/)]);
  });

  test('--help is no mistake: it lists every option and exits 0', async () => {
    const { code, out } = await place.run('--help');
    expect(code).toBe(0);
    for (const option of 'model epochs batch seed backend data out checkpoint resume json'.split(' '))
      expect(out).toContain(`--${option}`);
  });
});

/** The run says this alone, prints nothing else, and exits 1. */
async function fails(words: readonly string[], message: string): Promise<void> {
  const { code, out, err } = await place.run(...place.small, ...words, '--json');
  expect([code, out, err]).toEqual([1, '', `${message}\n`]);
}

describe('data that cannot be read exits 1', () => {
  const one = () => [idx([1, 28, 28], new Uint8Array(784)), idx([1], [1])] as const;
  const files = (path: string) => [join(path, 't10k-images-idx3-ubyte'), join(path, 't10k-labels-idx1-ubyte')] as const;

  test('no such folder', () =>
    fails(['--data', place.path('no')], `${place.path('no')}: cannot be read: no such file or directory`));

  test('a missing file', async () => {
    const path = await place.data('half', ...one());
    await rm(files(path)[1]);
    const why = 'has t10k-images-idx3-ubyte, but t10k-labels-idx1-ubyte (plain or .gz) is missing';
    await fails(['--data', path], `${path}: ${why}`);
  });

  test('truncated images', async () => {
    const path = await place.data('cut', idx([500, 28, 28], [1, 2, 3]), idx([1], [1]));
    await fails(['--data', path], `${files(path)[0]}: truncated: u8 [500, 28, 28] takes 392016 bytes, the file has 19`);
  });

  test('images and labels that do not match', async () => {
    const path = await place.data('odd', one()[0], idx([2], [1, 2]));
    const [i, l] = files(path);
    await fails(['--data', path], `${i} has 1 images, but ${l} has 2 labels: they do not belong together`);
  });

  test('a wrong magic number', async () => {
    const path = await place.data('png', new TextEncoder().encode('\x89PNG and more'), one()[1]);
    const magic = '0xc289504e; images have 0x00000803, labels 0x00000801';
    await fails(['--data', path], `${files(path)[0]}: not an IDX file: its magic number is ${magic}`);
  });

  test('images of another size', async () => {
    const path = await place.data('large', idx([10, 32, 32], new Uint8Array(10240)), idx([10], new Uint8Array(10)));
    await fails(['--data', path], `${path}: images are [32, 32]; these networks read [28, 28]`);
  });
});

describe('places that cannot be written exit 1 before the first step', () => {
  test('an output folder', async () => {
    await writeFile(place.path('file'), '');
    const out = place.path('file', 'out');
    await fails(['--out', out], `--out: cannot write to ${out}: not a directory`);
  });

  test('a checkpoint in a folder that cannot be', async () => {
    const path = place.path('file2', 'a.safetensors');
    await writeFile(place.path('file2'), '');
    await fails(['--checkpoint', path], `--checkpoint: cannot write to ${place.path('file2')}: file already exists`);
  });

  test('a checkpoint that is a folder', async () => {
    await mkdir(place.path('folder'));
    await fails(
      ['--checkpoint', place.path('folder')],
      `--checkpoint: cannot write ${place.path('folder')}: it is a folder; name a file`,
    );
  });
});

test('--backend gpu without a GPU exits 1 and says why for each mode', async () => {
  const { code, out, err } = await place.run(...place.small, '--backend', 'gpu', '--json');
  expect([code, out]).toEqual([1, '']);
  const modes = ['webgpu', 'webgl2', 'headlessgl', 'webgl'].map((mode) => `  ${mode}: .{10,}\n`).join('');
  expect(err).toMatch(new RegExp(`^no GPU mode of gpu.js works here, and 'gpu' does not fall back:\n${modes}Run in`));
});

describe('checkpoints that cannot be resumed exit 1, and stay as they are', () => {
  test('a file that is missing', () =>
    fails(['--resume', 'no'], `${place.path('no')}: the checkpoint cannot be read: no such file or directory`));

  test('of another model: the first parameter that differs is named', async () => {
    const before = await readFile(saved);
    const why = "it lacks 'first.w', f32 [6, 1, 5, 5]; it is of mlp: --model mlp";
    await fails(
      ['--model', 'lenet', '--resume', saved, '--checkpoint', saved],
      `${saved}: a checkpoint of another model: ${why}`,
    );
    expect(before.equals(await readFile(saved))).toBe(true);
  });

  test('cut short', async () => {
    const [path, bytes] = [place.path('short.safetensors'), await readFile(saved)];
    await writeFile(path, bytes.subarray(0, bytes.length >> 1));
    const { code, out, err } = await place.run(...place.small, '--resume', path, '--checkpoint', path);
    expect([code, out, err]).toEqual([
      1,
      '',
      expect.stringMatching(/short\.safetensors: truncated: '.*' ends at byte/),
    ]);
    expect((await readFile(path)).length).toBe(bytes.length >> 1);
  });

  test('with one bit that changed', async () => {
    const [path, bytes] = [place.path('bit.safetensors'), await readFile(saved)];
    bytes[bytes.length - 1000]! ^= 4;
    await writeFile(path, bytes);
    const { code, out, err } = await place.run(...place.small, '--resume', path);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/bit\.safetensors: corrupt: its contents do not match its checksum [0-9a-f]{8}\n$/);
  });
});

describe('NaN in the data: step and tensor are named', () => {
  /** Training digits with NaN in some, and clean ones to be held out. */
  async function withNaN(name: string, wrong: readonly number[]): Promise<string> {
    const { labels, pixels } = bars(100);
    const values = pixels.map((p) => p / 255);
    const path = await place.data(name, idx([100, 28, 28], values, 'f32'), idx([100], labels));
    for (const image of wrong) values[image * 784 + 400] = Number.NaN;
    await writeFile(join(path, 'train-images-idx3-ubyte'), idx([100, 28, 28], values, 'f32'));
    await writeFile(join(path, 'train-labels-idx1-ubyte'), idx([100], labels));
    return path;
  }

  test('in the first step', async () => {
    const all = Array.from({ length: 100 }, (_, i) => i);
    const { code, out, err } = await place.run(...place.small, '--data', await withNaN('nan', all));
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/\nstep 1: 'inputs' holds NaN at \[0, 14, 8\]\n$/);
  });

  test('later: the steps until then are saved', async () => {
    const [path, data] = [place.path('until.safetensors'), await withNaN('one', [41])];
    const { code, err } = await place.run(...place.small, '--data', data, '--checkpoint', path, '--seed', '2');
    const [, wrong, kept] =
      /\nstep (\d+): 'inputs' holds NaN at .*; checkpoint of step (\d+) saved to /.exec(err) ?? [];
    expect([code, Number(wrong) - Number(kept)], err).toEqual([1, 1]);
    expect((await loadCheckpoint(path)).progress.step).toBe(Number(kept));
    // nothing half-written is left beside it
    expect((await readdir(place.folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('among the held-out digits: before the first step', async () => {
    const [{ labels }, path] = [bars(10), await withNaN('held', [])];
    await writeFile(
      join(path, 't10k-images-idx3-ubyte'),
      idx([10, 28, 28], new Float32Array(7840).fill(Number.NaN), 'f32'),
    );
    await writeFile(join(path, 't10k-labels-idx1-ubyte'), idx([10], labels));
    await fails(['--data', path], "held-out digits: 'inputs' holds NaN at [0, 0, 0]");
  });
});
