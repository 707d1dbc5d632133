// What ends a training run from outside: whatever it is, what was learned is saved, and the exit code says how it ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { mkdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCheckpoint } from '../../runtime/checkpointFile.ts';
import { Workplace, waitFor } from '../examples/digits/harness.ts';

const root = join(import.meta.dirname, '../..');

let place: Workplace;
beforeAll(async () => {
  place = await Workplace.open();
});
afterAll(() => place?.close());

const timeout = { timeout: 60_000 };
const endless = (out: string) =>
  ['--data', place.path('bars'), '--model', 'mlp', '--epochs', '100000', '--out', place.path(out)] as const;

test('a terminal that closes, and says so twice', timeout, async () => {
  const { child, ended, says } = place.start(...endless('hangup'));
  await says('epoch 1 done');
  child.kill('SIGHUP');
  child.kill('SIGHUP');
  const { code, err } = await ended;
  expect(code, err).toBe(130);
  const path = place.path('hangup', 'interrupted.safetensors');
  expect(err).toContain(`checkpoint saved to ${path}`);
  expect((await loadCheckpoint(path)).progress.step).toBeGreaterThan(0);
});

test('a reader of the log that leaves', timeout, async () => {
  const { child, ended, says } = place.start(...endless('pipe'));
  await says('epoch 1 done');
  child.stderr!.destroy();
  expect((await ended).code).toBe(1);
  expect((await loadCheckpoint(place.path('pipe', 'interrupted.safetensors'))).progress.step).toBeGreaterThan(0);
});

test.each([
  ['a log on a full disk', ['ignore', 'pipe', 'full'], /^$/],
  ['results on a full disk', ['ignore', 'full', 'pipe'], /epoch 2 done/],
] as const)('%s', timeout, async (_, stdio, said) => {
  const script = join(import.meta.dirname, '../../dist/examples/digits.js');
  const child = spawn(process.execPath, [script, ...place.small], {
    cwd: place.folder,
    stdio: stdio.map((way) => (way === 'full' ? openSync('/dev/full', 'w') : way)),
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part) => {
      text += part;
    });
  const [code] = await once(child, 'close');
  expect(text).toMatch(said);
  expect(text).not.toMatch(/ENOSPC|node:/); // no trace of an error that nobody caught
  expect(code).toBe(1);
});

test('a checkpoint that cannot be written for a while', timeout, async () => {
  const path = place.path('a.safetensors');
  const { child, ended, says } = place.start(...endless('while'), '--checkpoint', path, '--checkpoint-every', '5');
  await waitFor(path);
  for (let tries = 0; ; tries++) {
    await rm(path, { force: true });
    const made = await mkdir(path).then(
      () => true,
      () => false,
    );
    if (made) break;
    expect(tries).toBeLessThan(1000);
  }
  await says(`${path}: the checkpoint cannot be written: it is a folder; name a file; training goes on`);
  await rmdir(path);
  await waitFor(path);
  child.kill('SIGTERM');
  expect((await ended).code).toBe(130);
  expect(existsSync(path)).toBe(true);
  expect((await loadCheckpoint(path)).progress.step).toBeGreaterThan(5);
});

const command = (file: string, ...words: string[]) => [join(import.meta.dirname, '../../dist', file), ...words];

test.each([
  ['quern explain', 'its reader leaves', command('runtime/cli/main.js', 'explain', 'examples/lenet.ts#step'), 0],
  ['quern explain', 'is a full disk', command('runtime/cli/main.js', 'explain', 'examples/lenet.ts#step'), 1],
  ['an example', 'is a full disk', command('examples/example.js', 'elman', '--quick', '--json'), 1],
])('%s, whose output %s', timeout, async (_, how, words, code) => {
  const full = how === 'is a full disk';
  const out = full ? openSync('/dev/full', 'w') : 'pipe';
  const args = words.includes('elman') ? [...words, '--out', place.path('elman')] : words;
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', out, 'pipe'] });
  if (!full) child.stdout!.destroy();
  let said = '';
  child.stderr!.on('data', (part) => {
    said += part;
  });
  expect(await once(child, 'close'), said).toEqual([code, null]);
  expect(said).not.toMatch(/node:|^ +at |no export/m);
});
