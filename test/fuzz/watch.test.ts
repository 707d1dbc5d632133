// quern fuzz --watch, as it was built: it runs again when a file that it loads changes, and ends by Ctrl-C.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../docs/markdown.ts';

const folder = `${root}out/fuzz/watch/`;
const model = `import { input, type Tensor } from 'quern';
import { fuzzable } from 'quern/testing';
import { square } from './parts/square.ts';
export const f = fuzzable((x: Tensor<[3]>) => square(x), { inputs: [input(3)] });
`;
const square = (factor: number) => `import { customGradient, mul, type Shape, type Tensor } from 'quern';
import { one } from './one.mjs';
export const square = <S extends Shape>(x: Tensor<S>) =>
  customGradient(mul(x, x), [x], (g) => [mul(${factor} * one, mul(g, x))]);
`;

let running: ChildProcess;
let said = '';

/** Waits until the text has come that many times. */
async function until(text: string, times: number): Promise<void> {
  for (const start = Date.now(); said.split(text).length <= times; ) {
    if (Date.now() - start > 60_000) throw new Error(`'${text}' did not come ${times} times:\n${said}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(`${folder}parts`, { recursive: true });
  writeFileSync(`${folder}model.ts`, model);
  writeFileSync(`${folder}parts/square.ts`, square(2));
  writeFileSync(`${folder}parts/one.mjs`, 'export const one = 1;\n');
  said = '';
});
afterEach(() => {
  running.kill('SIGKILL');
});

function begin(...words: string[]) {
  const command = [`${root}dist/runtime/cli/main.js`, 'fuzz', 'model.ts#f', '--runs', '2', '--watch', ...words];
  running = spawn(process.execPath, command, { cwd: folder });
  const tell = (chunk: Buffer) => {
    said += chunk;
  };
  running.stdout!.on('data', tell);
  running.stderr!.on('data', tell);
}

const ended = () => new Promise<number | null>((done) => running.once('exit', done));

describe('quern fuzz --watch', () => {
  it('runs again when an import changes, tries what failed first, and ends by Ctrl-C', async () => {
    begin();
    await until('run 1: no fault found in', 1);
    expect(said).toMatch(/watching \d files; run 1: no fault found in \d+\.\d s; Ctrl-C ends\n/);
    writeFileSync(`${folder}parts/square.ts`, square(1));
    await until('run 2: a fault was found', 1);
    expect(said).toContain('square.ts has changed, run 2\n');
    expect(said).toContain('expected 2, got 1');
    // the point that failed is tried first, and holds again
    writeFileSync(`${folder}parts/square.ts`, square(2));
    await until('run 3: no fault found', 1);
    expect(said).toContain('3 runs (1 that had failed before)');
    // what an engine loads by itself counts too
    writeFileSync(`${folder}parts/one.mjs`, 'export const one = 3;\n');
    await until('run 4: a fault was found', 1);
    const end = ended();
    running.kill('SIGINT');
    expect(await end).toBe(130);
  });

  it('goes on after a file that cannot be loaded', async () => {
    begin('--no-regressions');
    await until('run 1: no fault found', 1);
    writeFileSync(`${folder}model.ts`, `${model}export const = 3;\n`);
    await until('run 2: it could not run', 1);
    writeFileSync(`${folder}model.ts`, model);
    await until('run 3: no fault found', 1);
    const end = ended();
    running.kill('SIGINT');
    expect(await end).toBe(130);
  });

  it('does not begin without a file', async () => {
    running = spawn(process.execPath, [`${root}dist/runtime/cli/main.js`, 'fuzz', 'none.ts', '--watch'], {
      cwd: folder,
    });
    expect(await ended()).toBe(2);
  });
});
