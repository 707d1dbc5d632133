// The project that targets are built in: the packed package and every target of versions.json, installed once for a list of
// versions in a folder of its own outside this one, where nothing is found that was not installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

export interface Project {
  /** what was installed, in node_modules */
  readonly folder: string;
  /** the packed package, as npm would publish it now */
  readonly quern: string;
  /** A package of the project, as CommonJS has it. */
  require(name: string): unknown;
  /** Runs a command of node_modules/.bin or of the system, in a folder; what it prints, or an error with all of that. */
  run(folder: string, ...words: readonly string[]): Promise<string>;
  /** Writes files into a fresh folder of the project. */
  write(name: string, files: Readonly<Record<string, string>>): string;
  /** Removes what was written; what is installed stays. */
  clear(): void;
}

/** Nothing is reported to anybody; threads and processes are few. */
export const environment: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:npm_|NODE_OPTIONS|VITEST|JEST)/.test(name)),
  ),
  NEXT_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  WRANGLER_SEND_METRICS: 'false',
  DENO_NO_UPDATE_CHECK: '1',
  CI: '1',
};

/** Opens the project; what is missing is installed. */
export function openProject(): Project {
  const listed = JSON.parse(readFileSync(join(import.meta.dirname, 'versions.json'), 'utf8')) as Manifest;
  const published = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const manifest = JSON.stringify({
    private: true,
    dependencies: { ...published.dependencies, ...listed.dependencies },
  });
  const folder = join(cache, createHash('sha256').update(manifest).digest('hex').slice(0, 16));
  if (!existsSync(join(folder, 'installed'))) {
    // those of other lists, and what was not finished
    rmSync(cache, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), manifest);
    command(folder, 'npm', 'install', '--no-audit', '--no-fund', '--loglevel=error');
    writeFileSync(join(folder, 'installed'), '');
  }
  clearEnded(folder);
  // of this run alone: others may use what is installed
  const own = join(folder, `run-${process.pid}`);
  const quern = join(own, 'node_modules/quern');
  unpack(quern);
  return {
    folder,
    quern,
    require: createRequire(join(folder, 'package.json')),
    run: (place, ...words) => run(folder, place, words),
    write: (name, files) => write(join(own, name), files),
    clear: () => rmSync(own, { recursive: true, force: true }),
  };
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

const cache = join(tmpdir(), 'quern-targets');

/** Removes what was installed. */
export const clean = (): void => rmSync(cache, { recursive: true, force: true });

/** Removes what runs left that were killed. */
function clearEnded(folder: string): void {
  for (const name of readdirSync(folder).filter((n) => n.startsWith('run-'))) {
    try {
      process.kill(Number(name.slice(4)), 0);
    } catch {
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
}

/** Packs the package, and unpacks it into a folder. */
function unpack(into: string): void {
  const place = mkdtempSync(join(tmpdir(), 'quern-packed-'));
  try {
    command(root, 'npm', 'pack', '--silent', '--pack-destination', place);
    mkdirSync(into, { recursive: true });
    command(place, 'tar', '-xzf', readdirSync(place)[0]!, '-C', into, '--strip-components=1');
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function command(cwd: string, name: string, ...words: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(name, words, { cwd, encoding: 'utf8', env: environment });
  if (status !== 0) throw new Error(`${name} ${words.join(' ')}: ${stdout}${stderr}`);
}

function run(project: string, cwd: string, [name, ...words]: readonly string[]): Promise<string> {
  const installed = join(project, 'node_modules/.bin', name!);
  const bin = existsSync(installed) ? installed : name!;
  return new Promise((done, fail) => {
    const child = spawn(bin, words, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'], timeout: 180_000 });
    let [out, said] = ['', ''];
    child.stdout.on('data', (text: Buffer) => {
      out += text;
      said += text;
    });
    child.stderr.on('data', (text: Buffer) => {
      said += text;
    });
    child.on('error', fail);
    child.on('close', (code, signal) =>
      code === 0 ? done(out) : fail(new Error(`${name} ${words.join(' ')} ended with ${code ?? signal}:\n${said}`)),
    );
  });
}

function write(folder: string, files: Readonly<Record<string, string>>): string {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}
