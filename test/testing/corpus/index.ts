// Programs from the corpus: as they were kept, each once, and then changed in a few places.
import { fold, keyOf, permutation, uniform } from '../../../dsl/key.ts';
import { edges } from '../edges/index.ts';
import type { FuzzPoint } from '../fuzz.ts';
import type { Specimen } from '../programs/specimen.ts';
import { mutated } from './mutate.ts';
import { type Recipe, recipeOf, replayed } from './recipe.ts';
import { recipes } from './recipes.ts';

/** The recipes that still say a program: an edge may have gone. */
export const corpus: readonly Recipe[] = recipes.map(recipeOf).filter((r) => r.kind === 'program' || r.name in edges);

/** The program of a point: the entries in an order of the seed's own, and then neighbours of them. Null: there is no corpus. */
export function keptAt({ seed, run }: FuzzPoint): Specimen | null {
  if (corpus.length === 0) return null;
  const lap = Math.floor(run / corpus.length);
  const order = permutation(corpus.length, fold(keyOf(seed), lap));
  const recipe = corpus[order[run % corpus.length]!]!;
  if (lap === 0) return replayed(recipe).specimen;
  let drawn = 0;
  const key = fold(fold(keyOf(seed), 'corpus'), run);
  const draw = (n: number) => Math.floor(uniform(key, drawn++) * n);
  return replayed(mutated(recipe, corpus[draw(corpus.length)]!, draw)).specimen;
}
