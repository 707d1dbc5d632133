// A corpus that grows by what nothing reached before, and is cut down to what reaches as much.
import { type Draw, drawnRecipe, mutated } from '../testing/corpus/mutate.ts';
import { type Recipe, recipeOf, replayed, textOf } from '../testing/corpus/recipe.ts';
import { branchOf, type Reached } from './counters.ts';

/** A recipe and what it reaches. */
export interface Entry {
  readonly recipe: Recipe;
  readonly reached: Reached;
}

/** What a recipe reaches, or null where it says no program. */
export type Measure = (recipe: Recipe) => Reached | null;

export class Corpus {
  readonly entries: Entry[] = [];
  readonly #places = new Set<number>();

  constructor(private readonly measure: Measure) {}

  get places(): ReadonlySet<number> {
    return this.#places;
  }

  /** Keeps a recipe that reaches what none did. */
  offer(recipe: Recipe): boolean {
    const reached = this.measure(recipe);
    if (reached === null || reached.every((p) => this.#places.has(p))) return false;
    for (const p of reached) this.#places.add(p);
    this.entries.push({ recipe: plain(recipe), reached });
    return true;
  }

  /** One recipe more: mostly a neighbour of one that is kept, a late one more often. */
  step(draw: Draw): boolean {
    const { entries } = this;
    if (entries.length < 8 || draw(6) === 0) return this.offer(drawnRecipe(draw));
    const late = draw(2) === 0 ? entries.length - 1 - draw(Math.min(40, entries.length)) : draw(entries.length);
    return this.offer(mutated(entries[late]!.recipe, entries[draw(entries.length)]!.recipe, draw));
  }
}

/** The same program in the numbers that were chosen by it. */
function plain(recipe: Recipe): Recipe {
  return { ...recipe, choices: replayed(recipe).choices };
}

/** As few entries as reach what all do and is `wanted` (greedily), each as short as it still reaches its share. */
export function minimised(
  entries: readonly Entry[],
  wanted: (branch: number) => boolean,
  measure: Measure,
  progress: (done: number, of: number) => void,
): Recipe[] {
  const left = new Set(entries.flatMap((e) => e.reached.map(branchOf)).filter(wanted));
  const branches = entries.map((e) => [...new Set(e.reached.map(branchOf))].filter(wanted));
  const chosen: { readonly recipe: Recipe; readonly share: readonly number[] }[] = [];
  while (left.size > 0) {
    let [best, most] = [-1, 0];
    for (const [i, list] of branches.entries()) {
      const gain =
        list.reduce((n, b) => n + (left.has(b) ? 1 : 0), 0) / Math.sqrt(8 + entries[i]!.recipe.choices.length);
      if (gain > most) [best, most] = [i, gain];
    }
    const share = branches[best]!.filter((b) => left.delete(b));
    chosen.push({ recipe: entries[best]!.recipe, share });
  }
  return chosen.map(({ recipe, share }, i) => {
    progress(i + 1, chosen.length);
    return shortened(recipe, share, measure);
  });
}

/** Without the choices, the leaves and the operations that its share does not need. */
function shortened(recipe: Recipe, share: readonly number[], measure: Measure): Recipe {
  const reaches = (candidate: Recipe): boolean => {
    const found = new Set(measure(candidate)?.map(branchOf));
    return share.every((b) => found.has(b));
  };
  let best = recipe;
  for (const candidate of withLess(() => best)) if (reaches(candidate)) best = candidate;
  return plain(best);
}

function* withLess(now: () => Recipe): Generator<Recipe> {
  for (const piece of [16, 8])
    for (let at = now().choices.length - piece; at >= 0; at -= piece)
      yield { ...now(), choices: now().choices.toSpliced(at, piece) };
  const recipe = now();
  if (recipe.kind === 'edge') return;
  for (let i = recipe.featuring.length - 1; i >= 0; i--) {
    const r = now();
    if (r.kind === 'program') yield { ...r, featuring: r.featuring.toSpliced(i, 1) };
  }
  for (let i = recipe.leaves.length - 1; i >= 0; i--) {
    const r = now();
    if (r.kind === 'program' && r.leaves.length > 1) yield { ...r, leaves: r.leaves.toSpliced(i, 1) };
  }
}

export const texts = (recipes: readonly Recipe[]): string[] => recipes.map(textOf);

/** The recipes of a file's lines that still are some. */
export function readable(lines: readonly string[]): Recipe[] {
  return lines.flatMap((line) => {
    try {
      return [recipeOf(line)];
    } catch {
      return [];
    }
  });
}
