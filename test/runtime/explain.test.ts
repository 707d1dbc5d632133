// quern explain on a real file: LeNet-5's training step with Adam. What it says is what the compiled program is; fusion
// and memory planning reach their marks; mistakes are said in words. The command itself runs as `npm run build` built it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { step } from '../../examples/lenet.ts';
import { gpujs } from '../../runtime/backends/gpujs/index.ts';
import { type Explained, explainFile } from '../../runtime/cli/explain.ts';
import { explainText } from '../../runtime/cli/explainText.ts';
import { styleFor } from '../../runtime/cli/style.ts';
import { compile, cpu } from '../../runtime/index.ts';

const root = resolve(import.meta.dirname, '../..');
const lenet = join(root, 'examples/lenet.ts');
const plain = styleFor({ isTTY: false });

describe('the LeNet step with Adam, batch 64, on the CPU', () => {
  let explained: Explained;
  let text: string;
  beforeAll(async () => {
    explained = await explainFile(`${lenet}#step`, { symbols: { batch: 64 }, backend: 'cpu' });
    text = explainText(explained, plain);
  });

  test('kernels and peak memory are printed, and are those of the compiled program', async () => {
    const { kernels, peakBytes, list } = explained.explanation;
    // explain shows one thread's module; others have a workspace each
    const executable = await compile(step, { batch: 64 }, { on: cpu({ threads: 1 }) });
    expect({ kernels, peakBytes }).toEqual({ kernels: executable.kernels, peakBytes: executable.peakBytes });
    expect(list).toHaveLength(kernels);
    expect(text).toMatch(new RegExp(`^kernels +${kernels}$`, 'm'));
    expect(text).toContain(`peak memory    ${(peakBytes / 2 ** 20).toFixed(1)} MiB`);
    await executable.release();
  });

  test('all memory at the peak, states and inputs too, is at most half of the intermediates', () => {
    const { peakBytes, intermediateBytes, nodeBytes, memory } = explained.explanation;
    expect(peakBytes).toBeLessThanOrEqual(intermediateBytes / 2);
    expect(memory.temporaries + memory.workspace).toBeLessThanOrEqual(intermediateBytes / 2);
    expect(memory.temporaries).toBeLessThan(memory.unshared);
    expect(intermediateBytes).toBeLessThan(nodeBytes);
    // relu of the first convolution, its derivative, the gradient below it, ...: 64 x 6 x 28 x 28 each
    expect(intermediateBytes).toBeGreaterThan(8 * 64 * 6 * 28 * 28 * 4);
  });

  test('Adam is at most one kernel for each parameter: it writes parameter and moments, nothing else does', () => {
    const { list } = explained.explanation;
    const parameters = ['first', 'second', 'third', 'fourth', 'out'].flatMap((l) => [`${l}.w`, `${l}.b`]);
    for (const p of parameters) {
      const written = [p, `optimizer.mean.${p}`, `optimizer.square.${p}`];
      const writers = list.filter((k) => k.writes.some((name) => written.includes(name)));
      expect(writers).toHaveLength(1);
      expect([...writers[0]!.writes].sort()).toEqual(written.sort());
    }
    const states = new Set(explained.program.states.map((s) => s.name));
    expect(states.size).toBe(3 * parameters.length + 1); // and the step
    const updating = list.filter((k) => k.writes.some((name) => states.has(name)));
    expect(updating).toHaveLength(parameters.length + 1);
  });

  test('each kernel: what it fuses, loops, formula, source, bytes, operations', () => {
    const first = explained.explanation.list.find((k) => k.reads.includes('first.w') && !k.writes.includes('first.w'))!;
    expect(first).toMatchObject({
      points: [64, 6, 28, 28],
      folded: [5, 5],
      fuses: { before: [{ name: 'mul', count: 1 }], fold: 'sum', after: [{ name: 'add', count: 1 }] },
      operations: 64 * 6 * 28 * 28 * (25 * 2 + 1),
      bytesMoved: 4 * (64 * 32 * 32 + 150 + 6 + 64 * 6 * 28 * 28),
    });
    const section = text.slice(text.indexOf(`\n${first.name}: i`));
    expect(section).toMatch(
      /^\n\w+: (i\d+ < \d+, ){3}i\d+ < 28; 15\.4 million operations, 1\.4 MiB\n {2}fuses mul -> sum -> add\n/,
    );
    expect(section).toMatch(/ {2}r = sum over i\d+ < 5, i\d+ < 5 of \(\w+\[.*\] \* first\.w\[/);
    expect(text).toContain(`${first.name}: contraction `);
  });

  test('the table has the kernels with most operations first', () => {
    const table = text.slice(text.indexOf('kernels by operations'), text.indexOf('\nand '));
    const shares = [...table.matchAll(/ ([\d.]+) % /g)].map((m) => Number(m[1]));
    expect(shares).toHaveLength(20);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
  });
});

test('on gpu.js: its source, its memory, its kernels', async () => {
  const { explanation, source } = await explainFile(`${lenet}#step`, { symbols: { batch: 4 }, backend: 'gpujs:cpu' });
  const executable = await compile(step, { batch: 4 }, { on: await gpujs('cpu') });
  expect(explanation).toMatchObject({ kernels: executable.kernels, peakBytes: executable.peakBytes });
  expect(source).toContain('this.thread.x');
  expect(explanation.list.every((k) => k.writes.length === 1)).toBe(true);
  await executable.release();
});

test('a size that nobody gave is 32, and the report says so', async () => {
  const explained = await explainFile(`${lenet}#predict`, { symbols: {}, backend: 'cpu' });
  expect(explained.explanation).toMatchObject({ symbols: { batch: 32 }, assumed: ['batch'] });
  expect(explainText(explained, plain)).toContain(
    'predictStep(leNet) on cpu, batch = 32 (assumed; set it with --symbols batch=N)',
  );
});

test('one kernel alone: k1 is not k10', async () => {
  const explained = await explainFile(`${lenet}#step`, { symbols: {}, backend: 'cpu', kernel: 'k1' });
  expect(explained.explanation.kernels).toBeGreaterThan(11);
  expect(explained.explanation.list.map((k) => k.name)).toEqual([expect.stringMatching(/^k1_/)]);
  expect(explained.source).toMatch(/^k1_\w+: /);
  expect(explainText(explained, plain, { kernelsOnly: true })).not.toContain('peak memory');
});

test('colour on a terminal that has it, and nowhere else', () => {
  const code = '\u001b[';
  expect(styleFor({ isTTY: true, hasColors: () => true }).strong('x')).toContain(code);
  expect(styleFor({ isTTY: true, hasColors: () => false }).strong('x')).toBe('x');
  expect(styleFor({ hasColors: () => true }).strong('x')).toBe('x');
});

describe('mistakes', () => {
  let folder: string;
  const file = (name: string, text: string) => writeFileSync(join(folder, name), text);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'quern-explain-'));
    file('model.ts', `export { step, predict } from ${JSON.stringify(lenet)};\nexport const seven = 7;\n`);
    file('broken.ts', "throw new Error('no such weights');\n");
    file('empty.ts', 'export const nothing = null;\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ['missing.ts#step', {}, /missing\.ts: no such file; give FILE#export, e\.g\. model\.ts#step$/],
    ['model.ts#stop', {}, /model\.ts: there is no export 'stop'; what compiles there is predict, step$/],
    ['model.ts', {}, /model\.ts: say which export to explain, .*model\.ts#NAME; what compiles there is predict, step$/],
    ['model.ts#seven', {}, /model\.ts#seven: expected trainStep\(.*\), evaluateStep or predictStep, not a number$/],
    ['empty.ts', {}, /nothing there compiles; export the result of trainStep\(\.\.\.\)/],
    ['broken.ts#step', {}, /broken\.ts: loading it failed: no such weights$/],
    ['model.ts#step', { symbols: { time: 16 } }, /trainStep\(leNet\) has no dimension named 'time'; it has batch$/],
    ['model.ts#step', { symbols: { batch: 0 } }, /'batch' is 0; a dimension must be a whole number, 1 or more$/],
    ['model.ts#step', { backend: 'gpu' }, /unknown backend 'gpu'; use cpu, gpujs:webgpu, gpujs:webgl2, /],
    ['model.ts#step', { kernel: 'k99' }, /there is no kernel 'k99'; there are k\d/],
  ])('%s %j', async (reference, options, message) => {
    const all = { symbols: {}, backend: 'cpu', ...options };
    await expect(explainFile(join(folder, reference), all)).rejects.toThrow(message);
  });
});

describe('the command', () => {
  const quern = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'dist/runtime/cli/main.js'), 'explain', ...args], {
      cwd: root,
      encoding: 'utf8',
    });

  test('--json prints one object', () => {
    const { status, stdout } = quern('examples/lenet.ts#step', '--symbols', 'batch=64', '--json');
    expect(status).toBe(0);
    const printed: unknown = JSON.parse(stdout);
    expect(printed).toMatchObject({ definition: 'trainStep(leNet)', backend: 'cpu', symbols: { batch: 64 } });
  });

  test('text has no colour where it is not read on a terminal', () => {
    const { status, stdout } = quern('examples/lenet.ts#step', '--summary');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^kernels +\d+$/m);
    expect(stdout).not.toContain('\u001b[');
  });

  test('--help, errors of use and errors of the file have their exit codes', () => {
    expect(quern('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--symbols <NAME=SIZE>') });
    expect(quern('examples/lenet.ts#step', '--nope')).toMatchObject({ status: 2 });
    expect(quern('examples/lenet.ts#step', '-s', 'batch')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('write NAME=SIZE, e.g. batch=64'),
    });
    const missing = quern('missing.ts#step');
    expect(missing).toMatchObject({ status: 1, stdout: '' });
    expect(missing.stderr).toBe('missing.ts: no such file; give FILE#export, e.g. model.ts#step\n');
  });

  test('a reader that stops early is no error', () => {
    const command = `"${process.execPath}" dist/runtime/cli/main.js explain examples/lenet.ts#step | head -n 1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: root, encoding: 'utf8' });
    expect(stdout).toMatch(/^trainStep\(leNet\) on cpu/);
    expect(stderr).toBe('');
  });
});
