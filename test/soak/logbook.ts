// A soak of hours is kept in a file as it goes: started again with the same file, it goes on where it stopped.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { nothing, type Stretch } from '../testing/campaign.ts';

/** What has been done, and how long it took. */
export interface Log {
  /** of the soak: another one does not go on with it */
  readonly plan: Readonly<Record<string, unknown>>;
  /** runs before this one are done, but for the gaps: from, to */
  readonly next: number;
  readonly gaps: readonly (readonly [number, number])[];
  readonly all: Stretch;
  readonly seconds: number;
}

export const beginning = (plan: Log['plan']): Log => ({ plan, next: 0, gaps: [], all: nothing, seconds: 0 });

/**
 * The log in the file, or a new one. Runs that ended with a fault are to be done again: it may have been mended since.
 * Throws where the file is the log of another soak, or none.
 */
export function opened(file: string, plan: Log['plan']): Log {
  if (!existsSync(file)) return beginning(plan);
  let log: Log;
  try {
    log = JSON.parse(readFileSync(file, 'utf8')) as Log;
  } catch (cause) {
    throw new Error(`--resume: ${file} is not the log of a soak`, { cause });
  }
  const [then, now] = [log.plan, plan].map((p) => JSON.stringify(p));
  if (then !== now) throw new Error(`--resume: ${file} is the log of a soak of ${then}, not of ${now}`);
  const { found } = log.all;
  return {
    ...log,
    gaps: [...found.map(({ run }) => [run, run + 1] as const), ...log.gaps],
    all: { ...log.all, runs: log.all.runs - found.length, found: [] },
  };
}

/** In one step: a process that ends while it writes leaves the log before. */
export function save(file: string, log: Log): void {
  writeFileSync(`${file}.new`, JSON.stringify(log));
  renameSync(`${file}.new`, file);
}
