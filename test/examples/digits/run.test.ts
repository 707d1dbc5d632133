// The main job as people run it: its output, and what becomes of a run that is stopped.
import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCheckpoint } from '../../../runtime/checkpointFile.ts';
import { Workplace, waitFor } from './harness.ts';

let place: Workplace;
beforeAll(async () => {
  place = await Workplace.open();
});
afterAll(() => place?.close());

describe('a run', () => {
  test('ends with one line of JSON, pictures and exit code 0', { timeout: 60_000 }, async () => {
    const { code, out, err } = await place.run(...place.small, '--json');
    expect([code, out.endsWith('}\n'), out.split('\n').length], err).toEqual([0, true, 2]);
    const result = JSON.parse(out);
    expect(result).toMatchObject({ backend: 'cpu', steps: 50 });
    for (const key of ['accuracy', 'loss', 'msPerStep', 'threads', 'kernels', 'peakBytes', 'compileMs', 'seconds']) {
      expect(result[key], key).toBeTypeOf('number');
    }
    expect(result.accuracy).toBeGreaterThan(0.3);
    expect(err).toContain('epoch 2 done: held-out accuracy');
    const pictures = await readdir(place.path('out'));
    expect(pictures.sort()).toEqual(['confusion.svg', 'loss-curve.svg', 'mistakes.svg']);
    for (const name of pictures) expect(await readFile(place.path('out', name), 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s);
  });

  test('without --json, results are for people', { timeout: 60_000 }, async () => {
    const { code, out } = await place.run(...place.small);
    expect(code).toBe(0);
    expect(out).toMatch(/^test accuracy \d+\.\d\d%, loss \d\.\d+\n50 steps, .* on cpu, .*\n( {2}out\/.*\.svg\n){3}$/);
  });

  test('auto takes the CPU where there is no GPU, and says why', { timeout: 60_000 }, async () => {
    const { code, out, err } = await place.run(...place.small, '--backend', 'auto', '--json');
    expect(code).toBe(0);
    const { backend, notes } = JSON.parse(out) as { backend: string; notes: string[] };
    const why = notes.filter((note) => !note.startsWith('threads: '));
    expect([backend, why.length]).toEqual(['cpu', 5]);
    for (const note of why) expect(err).toContain(`auto: ${note}\n`);
  });
});

describe('a run that is stopped', () => {
  test('killed and resumed gives the bits of a run that never stopped', { timeout: 120_000 }, async () => {
    const [whole, broken] = [place.path('whole.safetensors'), place.path('broken.safetensors')];
    const common = ['--data', place.path('bars'), '--out', place.path('out'), '--json'];
    const words = [...common, '--epochs', '6', '--batch', '24', '--seed', '3'];
    const unbroken = await place.run(...words, '--checkpoint', whole);
    const { child, ended } = place.start(...words, '--checkpoint', broken, '--checkpoint-every', '7');
    await waitFor(broken);
    child.kill('SIGKILL');
    await ended;
    const { progress } = await loadCheckpoint(broken);
    expect(progress.step).toBeGreaterThan(0);
    expect(progress.step).toBeLessThan(6 * 17);
    const resumed = await place.run(...common, '--resume', broken, '--checkpoint', broken);
    expect(resumed.code, resumed.err).toBe(0);
    const [a, b] = [JSON.parse(unbroken.out), JSON.parse(resumed.out)];
    expect([b.loss, b.trainLoss, b.accuracy, b.steps]).toEqual([a.loss, a.trainLoss, a.accuracy, a.steps]);
    expect((await readFile(broken)).equals(await readFile(whole))).toBe(true);
  });

  const endless = () => ['--data', place.path('bars'), '--epochs', '100000', '--out', place.path('stopped')];

  test('Ctrl-C saves a checkpoint, says so, and exits 130', { timeout: 60_000 }, async () => {
    const path = place.path('ctrl-c.safetensors');
    const { child, ended } = place.start(...endless(), '--checkpoint', path, '--checkpoint-every', '5');
    await waitFor(path);
    child.kill('SIGINT');
    const { code, out, err } = await ended;
    expect([code, out], err).toEqual([130, '']);
    const [, step, saved] = /stopped after step (\d+) of 1300000; checkpoint saved to (.*)\n/.exec(err) ?? [];
    expect(saved).toBe(path);
    expect((await loadCheckpoint(path)).progress.step).toBe(Number(step));
  });

  test('SIGTERM too, in the output folder where no checkpoint was asked for', { timeout: 60_000 }, async () => {
    const { child, ended, says } = place.start(...endless());
    await says('epoch 1 done');
    child.kill('SIGTERM');
    const { code, err } = await ended;
    const path = place.path('stopped', 'interrupted.safetensors');
    expect(code, err).toBe(130);
    expect(err).toContain(`checkpoint saved to ${path}\ngo on with: npm start -- --model lenet --resume ${path}\n`);
    const { progress } = await loadCheckpoint(path);
    expect(err).toContain(`stopped after step ${progress.step} of`);
  });
});
