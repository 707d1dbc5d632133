// The seam: the fuzzer and all that it tests, bundled with one file changed on the way. What is shipped has no switches.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build, type Plugin } from 'esbuild';
import { type Mutant, withFault } from './mutant.ts';
import type { Outcome, Task } from './worker.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The source of a worker (worker.ts) with the fault planted; null: with none. */
export async function planted(mutant: Mutant | null): Promise<string> {
  const plugins = mutant === null ? [] : [replacing(mutant)];
  const bundle = await build({
    entryPoints: [join(root, 'test/mutants/worker.ts')],
    bundle: true,
    write: false,
    // a worker of source text is a script
    format: 'cjs',
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
    logOverride: { 'empty-import-meta': 'silent' },
    plugins,
  });
  return bundle.outputFiles[0]!.text;
}

function replacing(mutant: Mutant): Plugin {
  const path = join(root, mutant.file);
  let loaded = false;
  return {
    name: 'plant',
    setup(bundler) {
      bundler.onLoad({ filter: /\.ts$/ }, async (args) => {
        if (args.path !== path) return undefined;
        loaded = true;
        return { contents: withFault(mutant, await readFile(path, 'utf8')), loader: 'ts' };
      });
      bundler.onEnd(() => {
        if (!loaded) throw new Error(`mutant '${mutant.name}': the fuzzer does not load ${mutant.file}`);
      });
    },
  };
}

/** Longer than the whole budget takes: a fault that makes something wait for ever. */
const longest = 600_000;

/** Runs a worker's source on a task. */
export function run(source: string, task: Task): Promise<Outcome> {
  const worker = new Worker(source, { eval: true, workerData: task });
  return new Promise<Outcome>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer in ${longest / 1000} s`)), longest);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => clearTimeout(timer));
  }).finally(() => worker.terminate());
}
