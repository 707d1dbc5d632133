// Runs an example: progress, pictures, and the judgement.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { choose } from '../../runtime/backends/choose.ts';
import { cpu } from '../../runtime/backends/cpu/backend.ts';
import { requireWritable } from '../../runtime/writable.ts';
import { type Example, fell, meets, type Studio } from './example.ts';
import type { Options } from './options.ts';
import { lossPlot } from './plot.ts';
import { display } from './progress.ts';

/** What one line of JSON says. */
export interface Outcome {
  readonly name: string;
  readonly metric: string;
  readonly value: number;
  readonly threshold: number;
  /** at the threshold or better; with --quick: the loss fell */
  readonly ok: boolean;
  readonly seconds: number;
  readonly backend: string;
  readonly quick: boolean;
  readonly pictures: readonly string[];
  readonly more: Readonly<Record<string, number | string>>;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

export async function perform(example: Example, options: Options, signal: AbortSignal): Promise<Outcome> {
  const { name, metric, threshold } = example;
  const began = performance.now();
  const out = join(options.out, name);
  await requireWritable(out, '--out');
  // a few steps are over before it is measured how many threads are fastest
  const on = options.quick && options.backend === 'cpu' ? cpu({ threads: 1 }) : await choose(options.backend);
  for (const note of on.notes ?? []) say(`${options.backend}: ${note}`);
  say(`${name}: ${example.about}${options.quick ? ' (quick)' : ''}`);
  const pictures: string[] = [];
  const save = async (file: string, content: string): Promise<void> => {
    await mkdir(out, { recursive: true });
    await writeFile(join(out, file), content);
    pictures.push(join(out, file));
  };
  const studio: Studio = {
    ...{ quick: options.quick, seed: options.seed, on, say, save, signal },
    ...(options.text === undefined ? {} : { text: options.text }),
    display: (firstStep = 0) => display(process.stderr, firstStep),
  };
  const { value, curves, more = {} } = await example.run(studio);
  await save('loss.svg', lossPlot(`${name}: training loss`, curves));
  const ok = options.quick ? curves.every((c) => c.mayFail === true || fell(c)) : meets(example, value);
  const seconds = (performance.now() - began) / 1000;
  return { name, metric, value, threshold, ok, seconds, backend: on.name, quick: options.quick, pictures, more };
}

/** For people. */
export function summary({ better }: Example, outcome: Outcome): string[] {
  const { name, metric, value, threshold, ok, quick, seconds, backend } = outcome;
  const judged = quick
    ? `the loss ${ok ? 'fell' : 'DID NOT FALL'}`
    : `${ok ? 'reached' : 'MISSED'}: ${better === 'higher' ? 'at least' : 'at most'} ${threshold} was promised`;
  return [
    `${name}: ${metric} ${value.toFixed(4)} (${judged}), ${seconds.toFixed(1)} s on ${backend}`,
    ...Object.entries(outcome.more).map(([what, found]) => `  ${what}: ${found}`),
    ...outcome.pictures.map((path) => `  ${path}`),
  ];
}
