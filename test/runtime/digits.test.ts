// The main job as people run it: its output, its exit codes, and what it says to bad input. Runs what `npm run build`
// has built.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCheckpoint } from '../../runtime/checkpointFile.ts';

const script = process.env.DIGITS ?? join(import.meta.dirname, '../../dist/examples/digits.js');
let folder: string;
let data: string;

/** An IDX file: bytes, or big-endian floats. */
function idx(shape: readonly number[], values: ArrayLike<number>, type: 'u8' | 'f32' = 'u8'): Uint8Array {
  const [header, width] = [4 + 4 * shape.length, type === 'u8' ? 1 : 4];
  const view = new DataView(new ArrayBuffer(header + values.length * width));
  view.setUint32(0, (type === 'u8' ? 0x800 : 0xd00) + shape.length);
  shape.forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size);
  });
  for (let i = 0; i < values.length; i++) {
    if (type === 'u8') view.setUint8(header + i, values[i]!);
    else view.setFloat32(header + i * 4, values[i]!);
  }
  return new Uint8Array(view.buffer);
}

/** `count` images: a bar, as wide as the label says. */
function bars(count: number) {
  const labels = Array.from({ length: count }, (_, i) => (i * 7) % 10);
  const pixels = labels.flatMap((label) =>
    Array.from({ length: 784 }, (_, p) => (Math.abs((p % 28) - 13.5) < 1 + label ? 255 : 0)),
  );
  return { labels, pixels };
}

async function put(name: string, images: Uint8Array, labels: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  await writeFile(join(path, 't10k-images-idx3-ubyte'), images);
  await writeFile(join(path, 't10k-labels-idx1-ubyte'), labels);
  return path;
}

beforeAll(async () => {
  expect(existsSync(script), `${script} is built by npm run build`).toBe(true);
  folder = await mkdtemp(join(tmpdir(), 'quern-digits-'));
  const { labels, pixels } = bars(500);
  data = await put('bars', idx([500, 28, 28], pixels), idx([500], labels));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(...words: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [script, ...words], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { out: '', err: '' };
  child.stdout.on('data', (part) => {
    text.out += part;
  });
  child.stderr.on('data', (part) => {
    text.err += part;
  });
  return { child, ended: once(child, 'close').then(([code]) => ({ code, ...text })) };
}

const run = (...words: readonly string[]) => start(...words).ended;
const small = () => ['--data', data, '--model', 'mlp', '--epochs', '2', '--batch', '16', '--out', join(folder, 'out')];

async function waitFor(path: string): Promise<void> {
  for (let i = 0; i < 600 && !existsSync(path); i++) await sleep(50);
  expect(existsSync(path), path).toBe(true);
}

describe('a run', () => {
  test('ends with JSON, pictures and exit code 0', { timeout: 60_000 }, async () => {
    const { code, out, err } = await run(...small(), '--json');
    expect([code, out.trimEnd().split('\n').length], err).toEqual([0, 1]);
    const result = JSON.parse(out);
    expect(result).toMatchObject({ backend: 'cpu', steps: 50 });
    for (const key of ['accuracy', 'loss', 'msPerStep', 'kernels', 'peakBytes', 'compileMs', 'seconds']) {
      expect(result[key], key).toBeTypeOf('number');
    }
    expect(result.accuracy).toBeGreaterThan(0.3);
    expect(err).toContain('epoch 2 done: held-out accuracy');
    const pictures = await readdir(join(folder, 'out'));
    expect(pictures.sort()).toEqual(['confusion.svg', 'loss-curve.svg', 'mistakes.svg']);
    for (const name of pictures)
      expect(await readFile(join(folder, 'out', name), 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s);
  });

  test('killed and resumed gives the bits of a run that never stopped', { timeout: 120_000 }, async () => {
    const [whole, broken] = [join(folder, 'whole.safetensors'), join(folder, 'broken.safetensors')];
    const words = [
      '--data',
      data,
      '--epochs',
      '6',
      '--batch',
      '24',
      '--seed',
      '3',
      '--out',
      join(folder, 'out'),
      '--json',
    ];
    const unbroken = await run(...words, '--checkpoint', whole);
    const { child, ended } = start(...words, '--checkpoint', broken, '--checkpoint-every', '7');
    await waitFor(broken);
    child.kill('SIGKILL');
    await ended;
    const { progress } = await loadCheckpoint(broken);
    expect(progress.step).toBeGreaterThan(0);
    expect(progress.step).toBeLessThan(6 * 17);
    const resumed = await run(
      '--data',
      data,
      '--resume',
      broken,
      '--checkpoint',
      broken,
      '--json',
      '--out',
      join(folder, 'out'),
    );
    expect(resumed.code, resumed.err).toBe(0);
    const [a, b] = [JSON.parse(unbroken.out), JSON.parse(resumed.out)];
    expect([b.loss, b.trainLoss, b.accuracy, b.steps]).toEqual([a.loss, a.trainLoss, a.accuracy, a.steps]);
    expect(await readFile(broken)).toEqual(await readFile(whole));
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s saves a checkpoint, says so, and exits 130',
    { timeout: 60_000 },
    async (signal) => {
      const path = join(folder, `${signal}.safetensors`);
      const words = ['--data', data, '--epochs', '100000', '--out', join(folder, 'out'), '--checkpoint', path];
      const { child, ended } = start(...words, '--checkpoint-every', '5');
      await waitFor(path);
      child.kill(signal);
      const { code, err } = await ended;
      expect(code, err).toBe(130);
      expect(err).toMatch(/stopped after step (\d+) of 1300000; checkpoint saved to /);
      const { progress } = await loadCheckpoint(path);
      expect(err).toContain(`after step ${progress.step} of`);
    },
  );
});

describe('wrong use', () => {
  test.each([
    ['an unknown option', ['--modle', 'mlp'], "error: unknown option '--modle'\n(Did you mean --model?)"],
    ['an unknown model', ['--model', 'vgg'], "argument 'vgg' is invalid. Allowed choices are lenet, mlp."],
    ['zero epochs', ['--epochs', '0'], "argument '0' is invalid. Expected a whole number, 1 or more."],
    ['half a batch', ['--batch', '1.5'], "argument '1.5' is invalid. Expected a whole number, 1 or more."],
    ['an unknown backend', ['--backend', 'tpu'], "argument 'tpu' is invalid. Expected auto, cpu, gpu or gpujs:MODE"],
    ['a stray word', ['lenet'], 'error: too many arguments'],
  ])('%s exits 2', async (_, words, message) => {
    const { code, out, err } = await run(...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
  test('a batch larger than the data exits 2', async () => {
    const { code, err } = await run(...small(), '--batch', '401');
    expect([code, err]).toEqual([2, '--batch 401: larger than the data, which has 400 examples to train on\n']);
  });
  test('--help exits 0', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const option of [
      'model',
      'epochs',
      'batch',
      'seed',
      'backend',
      'data',
      'out',
      'checkpoint',
      'resume',
      'json',
    ]) {
      expect(out).toContain(`--${option}`);
    }
  });
});

describe('bad input exits 1 before the first step', () => {
  const fails = async (words: readonly string[], message: string) => {
    const { code, out, err } = await run(...small(), ...words);
    expect([code, out, err]).toEqual([1, '', `${message}\n`]);
  };

  test('no such folder of data', () =>
    fails(['--data', join(folder, 'no')], `${join(folder, 'no')}: cannot be read: no such file or directory`));

  test('truncated images', async () => {
    const path = await put('cut', idx([500, 28, 28], [1, 2, 3]), idx([1], [1]));
    const file = join(path, 't10k-images-idx3-ubyte');
    await fails(['--data', path], `${file}: truncated: u8 [500, 28, 28] takes 392016 bytes, the file has 19`);
  });

  test('images and labels that do not match', async () => {
    const path = await put('odd', idx([1, 28, 28], new Uint8Array(784)), idx([2], [1, 2]));
    const [i, l] = [join(path, 't10k-images-idx3-ubyte'), join(path, 't10k-labels-idx1-ubyte')];
    await fails(['--data', path], `${i} has 1 images, but ${l} has 2 labels: they do not belong together`);
  });

  test('an output folder that cannot be', async () => {
    await writeFile(join(folder, 'file'), '');
    const out = join(folder, 'file', 'out');
    await fails(['--out', out], `--out: cannot write to ${out}: not a directory`);
  });

  test('a checkpoint of another model: the first difference is named, and the file is kept', {
    timeout: 60_000,
  }, async () => {
    const path = join(folder, 'mlp.safetensors');
    expect((await run(...small(), '--checkpoint', path)).code).toBe(0);
    const before = await stat(path);
    const { code, err } = await run('--data', data, '--model', 'lenet', '--resume', path, '--checkpoint', path);
    expect(code).toBe(1);
    expect(err).toBe(
      `${path}: a checkpoint of another model: it lacks 'first.w', f32 [6, 1, 5, 5]; it is of mlp: --model mlp\n`,
    );
    expect((await stat(path)).mtimeMs).toBe(before.mtimeMs);
  });

  test('a checkpoint cut short', async () => {
    const path = join(folder, 'short.safetensors');
    await writeFile(path, new Uint8Array(5));
    await fails(['--resume', path], `${path}: truncated: a safetensors file has at least 8 bytes, this has 5`);
  });
});

describe('NaN in the data: step and tensor are named', () => {
  /** Training digits with NaN in some, and clean ones to be held out. */
  async function withNaN(name: string, wrong: readonly number[]): Promise<string> {
    const { labels, pixels } = bars(100);
    const values = pixels.map((p) => p / 255);
    const path = await put(name, idx([100, 28, 28], values, 'f32'), idx([100], labels));
    for (const image of wrong) values[image * 784 + 400] = Number.NaN;
    await writeFile(join(path, 'train-images-idx3-ubyte'), idx([100, 28, 28], values, 'f32'));
    await writeFile(join(path, 'train-labels-idx1-ubyte'), idx([100], labels));
    return path;
  }

  test('in the first step', { timeout: 60_000 }, async () => {
    const all = Array.from({ length: 100 }, (_, i) => i);
    const { code, out, err } = await run(...small(), '--data', await withNaN('nan', all));
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/\nstep 1: 'inputs' holds NaN at \[0, 14, 8\]\n$/);
  });

  test('later: the steps until then are saved', { timeout: 60_000 }, async () => {
    const path = join(folder, 'until.safetensors');
    const { code, err } = await run(
      ...small(),
      '--data',
      await withNaN('one', [41]),
      '--checkpoint',
      path,
      '--seed',
      '2',
    );
    const [, wrong, saved] =
      /\nstep (\d+): 'inputs' holds NaN at .*; checkpoint of step (\d+) saved to /.exec(err) ?? [];
    expect([code, Number(wrong) - Number(saved)], err).toEqual([1, 1]);
    expect((await loadCheckpoint(path)).progress.step).toBe(Number(saved));
  });

  test('among the held-out digits: before the first step', async () => {
    const { labels, pixels } = bars(10);
    const path = await withNaN('held', []);
    await writeFile(
      join(path, 't10k-images-idx3-ubyte'),
      idx(
        [10, 28, 28],
        pixels.map(() => Number.NaN),
        'f32',
      ),
    );
    await writeFile(join(path, 't10k-labels-idx1-ubyte'), idx([10], labels));
    const { code, err } = await run(...small(), '--data', path);
    expect([code, err]).toEqual([1, "held-out digits: 'inputs' holds NaN at [0, 0, 0]\n"]);
  });
});
