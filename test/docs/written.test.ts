// The sections of README that are written by script are up to date, and say what was measured.
import { expect, it } from 'vitest';
import { recordOf, tableOf } from './benchTable.ts';
import { read } from './markdown.ts';
import { written } from './written.ts';

it('README is as `npm run docs` writes it', () => {
  expect(read('README.md'), 'run npm run docs').toBe(written());
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
    row('pytorch', 'lenet', 110.7, 2),
  ];
  const record = recordOf(`for people\n${JSON.stringify({ results })}\n`);
  expect(tableOf({ ...record, date: '2026-01-02', machine: 'a machine' }).split('\n')).toEqual([
    '| ms | mlp | lenet |',
    '| --- | --: | --: |',
    '| quern-cpu | 3.46 | 10.3 |',
    expect.stringMatching(/^\| jax-js [\d.]+ \(wasm\) \| 24\.0 \| – \|$/),
    '| PyTorch, 2 threads | – | 111 |',
    '',
    'Measured on 2026-01-02: a machine. –: cannot train it.',
  ]);
});

it('what is no output of the benchmark is refused', () => {
  expect(() => recordOf('{"results": []}')).toThrow('give the output of npm run bench -- --json');
});
