// Files that are written while other writes, links, leftovers and long names are in the way: the path holds the last thing
// that was written, whole, and nothing else is left or lost.
import { spawnSync } from 'node:child_process';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../runtime/checkpoint.ts';
import { loadCheckpoint, saveCheckpoint } from '../../runtime/checkpointFile.ts';
import { replaceFile } from '../../runtime/fileWriting.ts';
import type { NamedTensors } from '../../runtime/state.ts';
import { loadWeights, saveWeights } from '../../runtime/weightsFile.ts';
import { requireWritableFile } from '../../runtime/writable.ts';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quern-writing-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The larger the step, the smaller the file: a late write of an early step would be seen. */
const checkpoint = (step: number, size = 30_000 - step * 1000): Checkpoint => ({
  progress: { model: 'm', seed: 0, step, epoch: 0, position: step, options: {} },
  tensors: new Map([['w', { dtype: 'f32', shape: [size], data: new Float32Array(size).fill(step) }]]),
});

const text = (words: string) => new TextEncoder().encode(words);
const read = (...names: string[]) => readFile(at(...names), 'utf8');

describe('of writes that nobody waits for, the last one stays', () => {
  test('twenty checkpoints', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => saveCheckpoint(at('a'), checkpoint(i + 1))));
    expect((await loadCheckpoint(at('a'))).progress.step).toBe(20);
    expect(await readdir(folder)).toEqual(['a']);
  });

  test('under names that are one file', async () => {
    await mkdir(at('real'));
    await symlink(at('real'), at('folder'));
    await symlink(at('folder', 'a'), at('link'));
    const paths = [at('real', 'a'), at('folder', 'a'), at('link'), at('real', '..', 'real', 'a')];
    const all = Array.from({ length: 20 }, (_, i) => saveCheckpoint(paths[(i * 7) % 4]!, checkpoint(i + 1)));
    await Promise.all(all);
    expect((await loadCheckpoint(at('real', 'a'))).progress.step).toBe(20);
  });

  test('where one of them fails, only its caller is told', async () => {
    const late = new Promise<Uint8Array>((_, fail) => setTimeout(() => fail(new Error('no bytes')), 20));
    const results = await Promise.allSettled([
      replaceFile(at('a'), text('one')),
      replaceFile(at('a'), late),
      replaceFile(at('a'), text('three')),
    ]);
    expect(results.map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await read('a')).toBe('three');
  });

  test('weights, whose states take their time', async () => {
    const model = { name: 'm', parameters: [{ name: 'w', leaf: { shape: [1] } }] } as unknown as Parameters<
      typeof saveWeights
    >[1]; // of it nothing else is read
    const tensors = (i: number): NamedTensors =>
      new Map([['w', { dtype: 'f32', shape: [1], data: Float32Array.of(i) }]]);
    await Promise.all(Array.from({ length: 20 }, (_, i) => saveWeights(at('w'), model, tensors(i))));
    expect((await loadWeights(at('w'), model)).tensors.get('w')!.data[0]).toBe(19);
  });

  test('a wrong path and wrong bytes are one error, and no unhandled one', async () => {
    await expect(replaceFile(at('no', 'a'), Promise.reject(new Error('no bytes')))).rejects.toThrow('ENOENT');
  });
});

describe('links', () => {
  test('stay links, and what they lead to is replaced', async () => {
    await mkdir(at('disk'));
    await writeFile(at('disk', 'a'), 'old');
    await symlink(join('disk', 'a'), at('one'));
    await symlink('one', at('two'));
    await replaceFile(at('two'), text('new'));
    expect([await readlink(at('two')), await readlink(at('one'))]).toEqual(['one', 'disk/a']);
    expect([await read('disk', 'a'), await readdir(at('disk'))]).toEqual(['new', ['a']]);
  });

  test('may lead to a file that is not there yet', async () => {
    await mkdir(at('disk'));
    await symlink(join('disk', 'a'), at('link'));
    await requireWritableFile(at('link'), '--checkpoint');
    await replaceFile(at('link'), text('new'));
    expect((await lstat(at('link'))).isSymbolicLink()).toBe(true);
    expect(await read('disk', 'a')).toBe('new');
  });

  test('that lead nowhere are refused at the start', async () => {
    await symlink(at('b'), at('a'));
    await symlink(at('a'), at('b'));
    await expect(requireWritableFile(at('a'), '--checkpoint')).rejects.toThrow('too many symbolic links');
    await symlink(at('gone', 'a'), at('c'));
    await expect(requireWritableFile(at('c'), '--checkpoint')).rejects.toThrow(
      `--checkpoint: cannot write ${at('c')}: no such file or directory`,
    );
  });
});

test('a file keeps its mode', async () => {
  await writeFile(at('a'), 'old');
  await chmod(at('a'), 0o600);
  await replaceFile(at('a'), text('new'));
  expect((await stat(at('a'))).mode & 0o777).toBe(0o600);
});

test('what is no file is not replaced by one', async () => {
  spawnSync('mkfifo', [at('pipe')]);
  for (const [path, why] of [
    [at('pipe'), 'it is no regular file'],
    [folder, 'it is a folder; name a file'],
    ['/dev/null', 'it is no regular file'],
  ] as const) {
    await expect(replaceFile(path, text('new'))).rejects.toThrow(why);
    await expect(requireWritableFile(path, '--checkpoint')).rejects.toThrow(why);
  }
});

describe('names', () => {
  test('as long as a file system takes are written', async () => {
    for (const name of ['a'.repeat(255), 'a'.repeat(254), 'é'.repeat(127)]) {
      await requireWritableFile(at(name), '--checkpoint');
      await saveCheckpoint(at(name), checkpoint(1, 1));
      expect((await loadCheckpoint(at(name))).progress.step).toBe(1);
    }
    expect(await readdir(folder)).toHaveLength(3);
  });

  test('that are longer are refused at the start', async () => {
    const path = at('a'.repeat(256));
    await expect(requireWritableFile(path, '--checkpoint')).rejects.toThrow(
      `--checkpoint: cannot write ${path}: name too long`,
    );
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('what a killed run left', () => {
  test('is removed by the next one, and nothing else is', async () => {
    const [left, ours] = [`a.${'0'.repeat(16)}.tmp`, ['a.tmp', `a.${'0'.repeat(15)}.tmp`, `b.${'0'.repeat(16)}.tmp`]];
    const now = [`a.${'1'.repeat(16)}.tmp`];
    for (const name of [left, ...ours, ...now]) await writeFile(at(name), '');
    for (const name of [left, ...ours]) await utimes(at(name), 1e9, 1e9);
    await replaceFile(at('a'), text('new'));
    // a temporary of this moment may be of a run that is writing
    expect(await readdir(folder)).toEqual(['a', ...ours, ...now].sort());
  });

  test('does not stop a run of the same process id', async () => {
    const script = `
      import { replaceFile } from ${JSON.stringify(join(import.meta.dirname, '../../dist/runtime/fileWriting.js'))};
      import { readdirSync } from 'node:fs';
      process.realPid = process.pid;
      Object.defineProperty(process, 'pid', { value: 1 });
      const bytes = new Uint8Array(1 << 25);
      const done = replaceFile(${JSON.stringify(at('a'))}, bytes);
      const left = () => readdirSync(${JSON.stringify(folder)}).some((name) => name.endsWith('.tmp'));
      if (process.argv[1] === 'die') setInterval(() => left() && process.kill(process.realPid, 'SIGKILL'), 0);
      await done;`;
    const run = (...words: string[]) =>
      spawnSync(process.execPath, ['--input-type=module', '-e', script, ...words], { encoding: 'utf8' });
    expect(run('die').signal).toBe('SIGKILL');
    expect(await readdir(folder)).toHaveLength(1);
    const { status, stderr } = run();
    expect(stderr).toBe('');
    expect([status, await readdir(folder)]).toEqual([0, ['a']]);
  });

  test('is not missed by a run whose temporary is taken away', async () => {
    const bytes = new Uint8Array(1 << 26);
    const written = replaceFile(at('a'), bytes);
    let taken = '';
    while (taken === '') {
      taken = (await readdir(folder)).find((name) => name.endsWith('.tmp')) ?? '';
      if (taken !== '') await rm(at(taken));
    }
    await written;
    expect([(await stat(at('a'))).size, await readdir(folder)]).toEqual([bytes.length, ['a']]);
  });
});

test('a folder that may be written to and not listed will do', async () => {
  await mkdir(at('drop'));
  await chmod(at('drop'), 0o300);
  try {
    await replaceFile(at('drop', 'a'), text('new'));
    expect(await read('drop', 'a')).toBe('new');
  } finally {
    await chmod(at('drop'), 0o700);
  }
});
