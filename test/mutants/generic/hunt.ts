// A mutant before the fuzzer: bundled, asked to the first conviction. What crashes or does not end is found too.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundled, root, run } from '../plant.ts';
import { type Digest, partOf } from './digest.ts';
import { mutated, type Site } from './site.ts';
import type { Answer, Question } from './worker.ts';

const entry = 'test/mutants/generic/worker.ts';

/** The sources without a mutant: what their programs come to, for each run of a seed. */
export interface Clean {
  readonly source: string;
  readonly loaded: ReadonlySet<string>;
  readonly digests: readonly Digest[];
  /** the longest check, in milliseconds */
  readonly longest: number;
}

/** Recorded once for the same sources: it takes as long as all but a few mutants do. */
const cache = join(root, 'node_modules/.cache/quern-mutants');

export async function cleanFor(seed: number, runs: number, onRun: (run: number) => void = () => {}): Promise<Clean> {
  const { source, loaded } = await bundled(entry);
  const name = createHash('sha1').update(`${seed} ${runs} ${source}`).digest('hex');
  const file = join(cache, `${name}.json`);
  if (existsSync(file)) {
    // Boundary: written below.
    const { digests, longest } = JSON.parse(readFileSync(file, 'utf8')) as Pick<Clean, 'digests' | 'longest'>;
    return { source, loaded, digests, longest };
  }
  let last = performance.now();
  let longest = 0;
  const onBegin = ({ begun }: { readonly begun: number }) => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    onRun(begun);
  };
  const { digests, what } = await ask(source, { seed, runs, part: 'language' }, 120_000, onBegin);
  if (digests === undefined) throw new Error(`without any mutant: ${what}`);
  mkdirSync(cache, { recursive: true });
  writeFileSync(file, JSON.stringify({ digests, longest }));
  return { source, loaded, digests, longest };
}

export async function huntMutant(
  site: Site,
  { source: clean, digests, longest }: Clean,
  seed: number,
): Promise<Answer & { readonly unreached?: true }> {
  const { file } = site;
  const contents = mutated(readFileSync(join(root, file), 'utf8'), site);
  const { source } = await bundled(entry, { file, contents });
  if (source === clean) return { run: null, different: 0, unreached: true };
  // a busy machine takes ten times as long now and then
  const patience = Math.max(20_000, 10 * longest);
  return ask(source, { seed, runs: digests.length, clean: digests, part: partOf(file) }, patience);
}

async function ask(
  source: string,
  question: Question,
  patience: number,
  onBegin: (begun: { readonly begun: number }) => void = () => {},
): Promise<Answer> {
  // Boundary: this worker answers with an Answer, and what is found without one is an Outcome.
  const { different = 0, ...answer } = (await run(source, question, {
    patience,
    onBegin,
    megabytes: 2048,
  })) as Partial<Answer> & { run: number | null };
  return { ...answer, different };
}
