// A command run again whenever a file that it loads changes: each run is a process of its own, so that everything is loaded
// anew, and the last one ends when it is overtaken.
import { type ChildProcess, spawn } from 'node:child_process';
import { type FSWatcher, mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { terminalText } from '../../compiler/escape.ts';

/** What a run tells the process that watches it. */
export interface LoadedFiles {
  readonly loaded: readonly string[];
}

const variable = 'QUERN_WATCHED';

/** Whether this process is a run of a watching one. */
export const isWatched = (): boolean => process.env[variable] === '1' && process.send !== undefined;

/** In a run: says what it loads. */
export function tellLoaded(files: readonly string[]): void {
  process.send?.({ loaded: files } satisfies LoadedFiles);
}

/** Editors write a file in several steps. */
const settleMs = 60;
const clear = '\u001b[2J\u001b[3J\u001b[H';
/** files that an engine loads by itself, which are not told */
const native = /\.(mjs|cjs|json)$/;

/** Never returns but by Ctrl-C, with exit code 130. `file` is watched from the start; `words` are those of a run. */
export async function watchRuns(file: string, words: (temporary: string) => readonly string[]): Promise<never> {
  const temporary = mkdtempSync(join(tmpdir(), 'quern-watch-'));
  const files = new Set([resolve(file)]);
  const folders = new Map<string, FSWatcher>();
  let run: ChildProcess | undefined;
  let runs = 0;
  let settling: NodeJS.Timeout | undefined;

  const status = (text: string) => {
    process.stderr.write(`${terminalText(`watching ${files.size} ${files.size === 1 ? 'file' : 'files'}; ${text}`)}\n`);
  };
  const watchFolders = () => {
    for (const folder of new Set([...files].map((f) => dirname(f)))) {
      if (folders.has(folder)) continue;
      const watcher = watch(folder, (_, name) => {
        if (name === null || files.has(join(folder, name)) || native.test(name)) changed(name ?? basename(folder));
      });
      // a folder that goes is watched no more
      watcher.on('error', () => watcher.close());
      folders.set(folder, watcher);
    }
  };
  const changed = (name: string) => {
    clearTimeout(settling);
    settling = setTimeout(() => start(name), settleMs);
  };
  const start = (name?: string) => {
    run?.removeAllListeners();
    run?.kill();
    runs++;
    if (process.stdout.isTTY) process.stdout.write(clear);
    if (name !== undefined) status(`${name} has changed, run ${runs}`);
    const begun = performance.now();
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...words(temporary)], {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, [variable]: '1' },
    });
    child.on('message', (message) => {
      for (const loaded of (message as LoadedFiles).loaded) files.add(loaded);
      watchFolders();
    });
    child.on('exit', (code) => {
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      const found = code === 0 ? 'no fault found' : code === 1 ? 'a fault was found' : 'it could not run';
      status(`run ${runs}: ${found} in ${seconds} s; Ctrl-C ends`);
    });
    run = child;
  };

  watchFolders();
  start();
  return new Promise<never>(() => {
    const end = () => {
      clearTimeout(settling);
      for (const watcher of folders.values()) watcher.close();
      run?.removeAllListeners();
      run?.kill();
      rmSync(temporary, { recursive: true, force: true });
      process.exit(130);
    };
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
  });
}
