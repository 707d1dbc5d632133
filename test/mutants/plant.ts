// The seam: the fuzzer and all that it tests, bundled with one file changed on the way. What is shipped has no switches.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build, type Plugin } from 'esbuild';
import { type Mutant, withFault } from './mutant.ts';
import type { Begun, Message, Outcome, Task } from './worker.ts';

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

/** Longer than any check that ends takes on a busy machine: in milliseconds. */
const usual = 120_000;

export interface Watch {
  /** a check that takes longer does not end; in milliseconds, two minutes if nothing is said */
  readonly patience?: number;
  readonly onBegin?: (begun: Begun) => void;
  readonly signal?: AbortSignal;
}

/** Runs a worker's source on a task. A check that does not end is a fault found, and so is a worker that dies. */
export function run(source: string, task: Task, { patience = usual, onBegin, signal }: Watch = {}): Promise<Outcome> {
  const worker = new Worker(source, { eval: true, workerData: task });
  let last: Begun = { begun: 1, oracle: 'starting' };
  let timer: NodeJS.Timeout | undefined;
  const done = new Promise<Outcome>((resolve, reject) => {
    const found = (what: string) => resolve({ run: last.begun, oracle: last.oracle, what });
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => found(`no answer in ${patience / 1000} s`), patience);
    };
    const heard = (message: Message) => {
      if ('run' in message) return resolve(message);
      if ('refused' in message) return reject(new RangeError(message.refused));
      last = message;
      onBegin?.(message);
      wait();
    };
    worker.on('message', heard).once('error', (error) => found(error.message));
    signal?.addEventListener('abort', () => resolve({ run: null }), { once: true });
    wait();
  });
  return done.finally(() => {
    clearTimeout(timer);
    return worker.terminate();
  });
}
