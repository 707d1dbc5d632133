// A mutant before the fuzzer: bundled, asked to the first conviction. What crashes or does not end is found too.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundled, root } from '../plant.ts';
import { ask, type Clean, entry, runsAt } from './clean.ts';
import { partOf } from './digest.ts';
import { mutated, type Site } from './site.ts';
import type { Answer } from './worker.ts';

export interface Hunted extends Answer {
  /** runs that reach the mutant */
  readonly reached: number;
  /** the fuzzer's bundle is the same with it */
  readonly unreached?: true;
}

export async function huntMutant(site: Site, clean: Clean): Promise<Hunted> {
  const { file } = site;
  const contents = mutated(readFileSync(join(root, file), 'utf8'), site);
  const { source } = await bundled(entry, { file, contents });
  if (source === clean.source) return { run: null, different: 0, reached: 0, unreached: true };
  const { seed, digests } = clean;
  const only = runsAt(site, clean);
  if (only.length === 0) return { run: null, different: 0, reached: 0 };
  const question = { seed, runs: digests.length, clean: digests, only, part: partOf(file) } as const;
  // a busy machine takes ten times as long now and then
  const patience = Math.max(20_000, 10 * clean.longest);
  return { ...(await ask(source, question, { patience, megabytes: 2048, apart: true })), reached: only.length };
}
