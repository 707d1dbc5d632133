// Every example runs, learns a little in a few steps, draws its picture, and says so in one line of JSON.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { registry } from '../../examples/registry.ts';

async function run(
  script: 'example' | 'examples',
  ...words: string[]
): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, `../../dist/examples/${script}.js`), ...words]);
  const [out, err] = ['', ''].map((text, i) => {
    const said = { text };
    (i === 0 ? child.stdout : child.stderr).on('data', (data: Buffer) => {
      said.text += data.toString();
    });
    return said;
  });
  const code = await new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? -1)));
  return { code, out: out!.text, err: err!.text };
}

describe('npm run examples -- --quick', () => {
  let out = '';
  let all: Awaited<ReturnType<typeof run>> | undefined;
  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), 'quern-examples-'));
    all = await run('examples', '--quick', '--json', '--out', out);
  });

  it('ends well, with one line for each', () => {
    expect(all!.code, all!.err).toBe(0);
    const names = all!.out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).name]));
    expect(names).toEqual(Object.keys(registry));
    expect(all!.err).toContain('steps/s');
  });

  it.each(Object.keys(registry))('%s', async (name) => {
    const line = all!.out.split('\n').find((l) => l.includes(`"name":"${name}"`));
    expect(JSON.parse(line!)).toMatchObject({ name, ok: true, quick: true, backend: 'cpu' });
    expect(await readFile(join(out, name, 'loss.svg'), 'utf8')).toMatch(/^<svg/);
  });
});

describe('npm run example', () => {
  it('names what there is when asked for something else', async () => {
    const { code, err } = await run('example', 'nothing');
    expect(code).toBe(2);
    expect(err).toMatch(/there is no example 'nothing'; there are mlp, /);
  });

  it('is the same again with the same seed, and not with another', async () => {
    const value = async (seed: string) => {
      const { out } = await run('example', 'relu-network', '--quick', '--json', '--seed', seed, '--out', tmpdir());
      return (JSON.parse(out) as { value: number }).value;
    };
    const [first, again, other] = [await value('1'), await value('1'), await value('2')];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });
});
