// The sections of README that are written by script are up to date, and say what was measured.
import { expect, it } from 'vitest';
import { recorded, runOf, tableOf } from './benchTable.ts';
import { editorPicture } from './editorPicture.ts';
import { read } from './markdown.ts';
import { written } from './written.ts';

it('README is as `npm run docs` writes it', async () => {
  expect(read('README.md'), 'run npm run docs').toBe(await written());
});

it('the picture of editors is what they are answered', { timeout: 60_000 }, () => {
  expect(read('examples/pictures/editor.svg'), 'run npm run docs').toBe(editorPicture());
});

it('the table of speed has what a run of the benchmark printed', () => {
  const row = (system: string, workload: string, ms: number, threads = 1) => ({
    system,
    workload,
    ms,
    threads,
    runs: 20,
  });
  const results = [
    row('quern-cpu', 'mlp', 3.456),
    row('jax-js', 'mlp', 24.04),
    row('quern-cpu', 'lenet', 10.26),
    row('pytorch-threads', 'lenet', 110.7, 2),
    { ...row('quern-cpu-threads', 'mlp', 2, 2), leastMs: 1.75, floorMs: 1.5 },
  ];
  const machine = { processor: 'a processor', cores: 2, node: 'v20.1.0', platform: 'linux x64' };
  const run = runOf(`for people\n${JSON.stringify({ machine, results })}\n`);
  expect(tableOf({ ...run, date: '2026-01-02' }).split('\n')).toEqual([
    '| Node 20.1.0, ms | mlp | lenet |',
    '| --- | --: | --: |',
    '| Quern (cpu) | 3.46 | 10.3 |',
    expect.stringMatching(/^\| jax-js [\d.]+ \(wasm\) \| 24\.0 \| – \|$/),
    '| PyTorch, 2 threads | – | 111 |',
    '| Quern (cpu), 2 threads | 2.00 (1.75) | – |',
    '| floor | 1.50 | – |',
    '',
    expect.stringMatching(
      /^Measured on 2026-01-02: a processor, 2 logical cores, Node v20\.1\.0, linux x64\. –: cannot/,
    ),
    expect.stringContaining('In brackets the least'),
    expect.any(String),
  ]);
  const under = (node: string) => ({ ...run, machine: { ...machine, node } });
  const runs = [under('v26.1.0'), under('v20.9.0'), under('v26.2.0')].reduce(recorded, [run]);
  expect(runs.map((r) => r.machine.node)).toEqual(['v20.9.0', 'v26.2.0']);
});

it('what is no output of the benchmark is refused', () => {
  expect(() => runOf('{"results": []}')).toThrow('give the output of npm run bench -- --json');
});
