// Runs instrumented: measures what programs reach, and grows the corpus.
import { parentPort, workerData } from 'node:worker_threads';
import { fold, keyOf, uniform } from '../../dsl/key.ts';
import type { Draw } from '../testing/corpus/mutate.ts';
import { type Recipe, replayed } from '../testing/corpus/recipe.ts';
import { edgeAt, edges } from '../testing/edges/index.ts';
import { drawnAt, programAt } from '../testing/fuzzPrograms.ts';
import type { Specimen } from '../testing/programs/specimen.ts';
import { branchOf, type Reached, reachedBy } from './counters.ts';
import { Corpus, minimised, readable, texts } from './evolve.ts';
import { reach } from './reach.ts';

export interface Task {
  readonly branches: number;
  readonly seed: number;
  readonly seconds: number;
  /** runs of drawnAt that say how often a branch is reached without the corpus */
  readonly runs: number;
  readonly kept: readonly string[];
  /** branches that need no recipes of their own */
  readonly apart: readonly number[];
}

export type Told =
  | { readonly kind: 'progress'; readonly text: string }
  | { readonly kind: 'failed'; readonly program: string; readonly error: string }
  | {
      readonly kind: 'done';
      /** by branch: in how many of `runs` programs it is reached */
      readonly usual: readonly number[];
      /** branches that as many runs of drawnAt reach, with the corpus as it was */
      readonly drawn: readonly number[];
      /** branches that the whole corpus reaches */
      readonly reached: readonly number[];
      readonly recipes: readonly string[];
      /** all that was kept, to go on from */
      readonly all: readonly string[];
      readonly tried: number;
    };

// Boundary: whoever starts this thread gives it a Task.
const { branches, seed, seconds, runs, kept, apart } = workerData as Task;
const leftOut = new Set(apart);
const tell = (told: Told) => parentPort!.postMessage(told);

const nextTurn = () => new Promise<void>((resolve) => void setTimeout(resolve));
const failures = new Set<string>();

function measured(make: () => Specimen, name: () => string): Reached | null {
  let reached: Reached | null = null;
  try {
    reached = reachedBy(branches, () => reach(make()));
  } catch (error) {
    const text =
      error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join('\n') : String(error);
    const kind = text.split('\n')[0]!.replace(/\d+/g, '#');
    if (!failures.has(kind)) tell({ kind: 'failed', program: name(), error: text });
    failures.add(kind);
  }
  return reached;
}

const measure = (recipe: Recipe) =>
  measured(
    () => replayed(recipe).specimen,
    () => texts([recipe])[0]!,
  );

async function grown(): Promise<void> {
  const usual = new Array<number>(branches).fill(0);
  const drawnNow = new Set<number>();
  for (let run = 0; run < runs; run++) {
    const point = { seed: seed + 1000, run };
    const at = () => `seed ${point.seed}, run ${run}`;
    const plain = () => (run % 4 === 3 ? edgeAt(point) : programAt(point));
    for (const p of measured(plain, at) ?? []) usual[branchOf(p)]!++;
    for (const p of measured(() => drawnAt(point), at) ?? []) drawnNow.add(branchOf(p));
    if (run % 100 === 99) tell({ kind: 'progress', text: `${run + 1} of ${runs} usual programs` });
    if (run % 10 === 0) await nextTurn();
  }
  const corpus = new Corpus(measure);
  for (const recipe of readable(kept)) corpus.offer(recipe);
  let drawn = 0;
  const key = fold(keyOf(seed), kept.length);
  const draw: Draw = (n) => Math.floor(uniform(key, drawn++) * n);
  const choices = () => Array.from({ length: 128 }, () => draw(99991));
  for (const name of Object.keys(edges))
    for (let i = 0; i < 4; i++) corpus.offer({ kind: 'edge', name, choices: choices() });
  const end = Date.now() + 1000 * seconds;
  let tried = 0;
  for (let told = Date.now(); Date.now() < end; tried++) {
    corpus.step(draw);
    if (tried % 10 === 0) await nextTurn();
    if (Date.now() - told < 5000) continue;
    told = Date.now();
    const found = new Set([...corpus.places].map(branchOf)).size;
    tell({
      kind: 'progress',
      text: `${tried} recipes, ${corpus.entries.length} kept, ${found} of ${branches} branches`,
    });
  }
  const reached = new Set([...corpus.places].map(branchOf));
  // what nearly every run reaches needs no keeping
  const recipes = minimised(
    corpus.entries,
    (b) => usual[b]! * rare <= runs && !leftOut.has(b),
    measure,
    (i, of) => {
      if (i % 10 === 0) tell({ kind: 'progress', text: `${i} of ${of} recipes shortened` });
    },
  );
  tell({
    kind: 'done',
    usual,
    drawn: [...drawnNow],
    reached: [...reached],
    recipes: texts(recipes),
    all: texts(corpus.entries.map((e) => e.recipe)),
    tried,
  });
}

/** Reached by less than one of so many programs. */
const rare = 50;

await grown();
