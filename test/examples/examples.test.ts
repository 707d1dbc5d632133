// Every example runs, learns a little in a few steps, draws its picture, and says so in one line of JSON.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registry } from '../../examples/registry.ts';

const script = join(import.meta.dirname, '../../dist/examples/example.js');

async function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, [script, ...words]);
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

describe('npm run example', () => {
  it.each(Object.keys(registry))('%s --quick', async (name) => {
    const out = await mkdtemp(join(tmpdir(), 'quern-example-'));
    const { code, out: text, err } = await run(name, '--quick', '--json', '--out', out);
    expect(code, err).toBe(0);
    const outcome = JSON.parse(text) as Record<string, unknown>;
    expect(outcome).toMatchObject({ name, ok: true, quick: true, backend: 'cpu' });
    const curve = await readFile(join(out, name, 'loss.svg'), 'utf8');
    expect(curve).toMatch(/^<svg/);
    expect(err).toContain('steps/s');
  });

  it('names what there is when asked for something else', async () => {
    const { code, err } = await run('nothing');
    expect(code).toBe(2);
    expect(err).toMatch(/there is no example 'nothing'; there are mlp, /);
  });

  it('is the same again with the same seed, and not with another', async () => {
    const value = async (seed: string) => {
      const { out } = await run('relu-network', '--quick', '--json', '--seed', seed, '--out', tmpdir());
      return (JSON.parse(out) as { value: number }).value;
    };
    const [first, again, other] = [await value('1'), await value('1'), await value('2')];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });
});
