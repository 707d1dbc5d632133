// The seam: the fuzzer and all that it tests, bundled with one file changed on the way. What is shipped has no switches.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { Apart } from './apart.ts';
import { type Mutant, withFault } from './mutant.ts';
import type { Begun, Message, Outcome } from './worker.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** One file, and what is loaded in its place. */
export interface Replaced {
  readonly file: string;
  readonly contents: string;
}

/** The source of a worker (worker.ts) with the fault planted; null: with none. */
export async function planted(mutant: Mutant | null): Promise<string> {
  const entry = 'test/mutants/worker.ts';
  if (mutant === null) return (await bundled(entry)).source;
  const contents = withFault(mutant, await readFile(join(root, mutant.file), 'utf8'));
  const { source, loaded } = await bundled(entry, { file: mutant.file, contents });
  if (!loaded.has(mutant.file)) throw new Error(`mutant '${mutant.name}': the fuzzer does not load ${mutant.file}`);
  return source;
}

/** A worker's source, from its entry, and the files that are in it; `changes` what it is bundled with beside that. */
export async function bundled(
  entry: string,
  replaced?: Replaced,
  changes: Pick<BuildOptions, 'plugins' | 'banner'> = {},
): Promise<{ readonly source: string; readonly loaded: ReadonlySet<string> }> {
  const bundle = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    // a worker of source text is a script
    format: 'cjs',
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
    logOverride: { 'empty-import-meta': 'silent' },
    ...changes,
    plugins: [...(changes.plugins ?? []), ...(replaced === undefined ? [] : [replacing(replaced)])],
  });
  return { source: bundle.outputFiles[0]!.text, loaded: new Set(Object.keys(bundle.metafile.inputs)) };
}

function replacing({ file, contents }: Replaced): Plugin {
  const path = join(root, file);
  return {
    name: 'plant',
    setup(bundler) {
      bundler.onLoad({ filter: /\.ts$/ }, (args) => (args.path === path ? { contents, loader: 'ts' } : undefined));
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
  /** of the worker's heap: one that needs more dies; as the engine decides if nothing is said */
  readonly megabytes?: number;
  /** in a process of its own: a worker may end its process */
  readonly apart?: true;
}

/** Runs a worker's source on a task. A check that does not end is a fault found, and so is a worker that dies. */
export function run(source: string, task: object, watch: Watch = {}): Promise<Outcome> {
  const { patience = usual, megabytes, apart, onBegin, signal } = watch;
  const limits = megabytes === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: megabytes } };
  const worker = apart
    ? new Apart(source, task, limits)
    : new Worker(source, { eval: true, workerData: task, ...limits });
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
    worker.on('message', heard);
    worker.once('error', (error: Error) => found(error.message));
    signal?.addEventListener('abort', () => resolve({ run: null }), { once: true });
    wait();
  });
  return done.finally(async () => {
    clearTimeout(timer);
    await worker.terminate();
  });
}
