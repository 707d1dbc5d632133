// Regressions in a JSON file that belongs under version control: one entry each, the program as lines.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Regression, type RegressionStore, sameRegression } from './regressions.ts';

/** A file of regressions cannot be read. It is left as it is. */
export class RegressionFileError extends Error {
  override readonly name = 'RegressionFileError';
}

/**
 * A store in the file at `path`, made with its folder when the first regression is saved:
 *
 *   fuzzGradients(net, { regressions: regressionFile('test/regressions.json') })
 *
 * Throws RegressionFileError where the file is there and is not a list of regressions; nothing is written then.
 */
export function regressionFile(path: string): RegressionStore {
  const file = resolve(path);
  return {
    load: () => read(file),
    save: (regression) =>
      alone(file, () => {
        const kept = read(file);
        if (!kept.some((r) => sameRegression(r, regression))) write(file, [...kept, regression]);
      }),
  };
}

/** As it is written: lines are what a reviewer's tool compares. */
type Entry = Omit<Regression, 'program'> & { readonly program: readonly string[] };

function read(file: string): Regression[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return [];
    throw new RegressionFileError(`${file}: reading it failed: ${messageOf(cause)}`, { cause });
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed)) throw new TypeError('expected a list');
    return parsed.map((entry: unknown, i) => regressionOf(entry, i));
  } catch (cause) {
    const fix = 'mend it, or move it away to start anew; nothing was written';
    throw new RegressionFileError(`${file}: not a file of regressions: ${messageOf(cause)}; ${fix}`, { cause });
  }
}

const isEntry = (x: unknown): x is Entry => {
  if (typeof x !== 'object' || x === null) return false;
  const { subject, seed, run, oracle, op, program } = x as Partial<Record<keyof Entry, unknown>>;
  const isText = (v: unknown) => typeof v === 'string';
  return (
    [subject, oracle, op].every(isText) &&
    [seed, run].every(Number.isSafeInteger) &&
    Array.isArray(program) &&
    program.every(isText)
  );
};

function regressionOf(entry: unknown, i: number): Regression {
  if (isEntry(entry)) return { ...entry, program: entry.program.join('\n') };
  throw new TypeError(`entry ${i} lacks subject, seed, run, oracle, op or the program's lines`);
}

/** Whole or not at all: written beside the file, then put in its place. */
function write(file: string, regressions: readonly Regression[]): void {
  const entries = regressions.map((r): Entry => ({ ...r, program: r.program.split('\n') }));
  const beside = `${file}.new`; // by one at a time; what a killed process left there is written over
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(beside, `${JSON.stringify(entries, null, 2)}\n`);
  renameSync(beside, file);
}

/** A lock that is older belongs to a process that died. */
const staleMs = 10_000;

/** Test files run side by side: one at a time reads and writes. */
async function alone(file: string, act: () => void): Promise<void> {
  const lock = `${file}.lock`;
  mkdirSync(dirname(file), { recursive: true });
  for (const start = Date.now(); ; ) {
    try {
      writeFileSync(lock, '', { flag: 'wx' });
      break;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
      if (Date.now() - start > staleMs) rmSync(lock, { force: true });
      await new Promise((done) => setTimeout(done, 20));
    }
  }
  try {
    act();
  } finally {
    rmSync(lock, { force: true });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
