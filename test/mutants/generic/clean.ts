// The sources without a mutant: what their programs come to, and what they reach. Recorded once for the same sources.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Branch, instrumenting, prelude } from '../../corpus/instrument.ts';
import { bundled, root, run, type Watch } from '../plant.ts';
import type { Outcome } from '../worker.ts';
import type { Digest } from './digest.ts';
import type { Site } from './site.ts';
import type { Answer, Question } from './worker.ts';

export const entry = 'test/mutants/generic/worker.ts';

interface Recorded {
  /** by run */
  readonly digests: readonly Digest[];
  readonly branches: readonly Branch[];
  /** by run, a bit for each branch, in base64 */
  readonly reached: readonly string[];
  /** the longest check, in milliseconds */
  readonly longest: number;
}

export interface Clean extends Recorded {
  readonly seed: number;
  readonly source: string;
  readonly loaded: ReadonlySet<string>;
}

const cache = join(root, 'node_modules/.cache/quern-mutants');

export async function cleanFor(seed: number, runs: number, onRun: (run: number) => void = () => {}): Promise<Clean> {
  const { source, loaded } = await bundled(entry);
  const name = createHash('sha1').update(`${seed} ${runs} ${source}`).digest('hex');
  const file = join(cache, `${name}.json`);
  if (!existsSync(file)) {
    const recorded = await record(source, seed, runs, onRun);
    mkdirSync(cache, { recursive: true });
    writeFileSync(file, JSON.stringify(recorded));
  }
  // Boundary: it was written above.
  return { seed, source, loaded, ...(JSON.parse(readFileSync(file, 'utf8')) as Recorded) };
}

async function record(source: string, seed: number, runs: number, onRun: (run: number) => void): Promise<Recorded> {
  const branches: Branch[] = [];
  const concerns = (path: string) => /^(dsl|compiler)\//.test(path);
  const plugins = [instrumenting(root, branches, concerns)];
  const instrumented = await bundled(entry, undefined, { banner: { js: prelude }, plugins });
  let longest = 0;
  const timed = (tell: (run: number) => void): Watch => {
    let last = performance.now();
    return {
      onBegin: ({ begun }) => {
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
        tell(begun);
      },
    };
  };
  const question = { seed, runs, part: 'language' } as const;
  const [made, met] = await Promise.all([
    ask(
      source,
      { ...question, clean: 'digests' },
      timed(() => {}),
    ),
    ask(instrumented.source, { ...question, clean: 'reached' }, timed(onRun)),
  ]);
  const { digests } = made;
  const { branches: reached } = met;
  if (digests === undefined || reached === undefined) throw new Error(`without any mutant: ${made.what ?? met.what}`);
  return { digests, branches, reached, longest };
}

/** A thread over a worker's source: its answer, or what it died of. */
export async function ask(source: string, question: Question, watch: Watch): Promise<Answer> {
  // Boundary: this worker answers with an Answer, and what is found without one is an Outcome.
  const { different = 0, ...answer } = (await run(source, question, watch)) as Outcome & Partial<Answer>;
  return { ...answer, different };
}

/** The runs that reach the innermost branch around a place, from 0. */
export function runsAt(
  { file, start, end }: Site,
  { branches, reached }: Pick<Recorded, 'branches' | 'reached'>,
): number[] {
  let innermost: number | undefined;
  let length = Number.POSITIVE_INFINITY;
  for (const [n, { file: of, span }] of branches.entries()) {
    if (of !== file || span === undefined || span[0] > start || span[1] < end || span[1] - span[0] >= length) continue;
    innermost = n;
    length = span[1] - span[0];
  }
  const isIn = (bits: Uint8Array) =>
    innermost === undefined || ((bits[innermost >> 3] ?? 0) & (1 << (innermost & 7))) !== 0;
  return reached.flatMap((text, i) => (isIn(Buffer.from(text, 'base64')) ? [i] : []));
}
