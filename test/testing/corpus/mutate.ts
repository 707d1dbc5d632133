// A recipe changed in a few places: other choices, leaves or operations, or the end of another recipe.
import { type Style, styles } from '../arbitraries/tensors.ts';
import { features } from '../programs/features.ts';
import type { LeafRecipe, Recipe } from './recipe.ts';

/** Uniform in 0 .. n - 1. */
export type Draw = (n: number) => number;

/** More than any choice has ways: what is drawn is taken modulo their number. */
const ways = 99991;
const longest = 96;
const extents = [0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17];
const operations = Object.keys(features);

const pick = <T>(list: readonly T[], draw: Draw): T => list[draw(list.length)]!;

/** A recipe nobody has thought of: of a program. */
export function drawnRecipe(draw: Draw): Recipe {
  return {
    kind: 'program',
    seed: draw(1000),
    leaves: Array.from({ length: 1 + draw(4) }, () => drawnLeaf(draw)),
    featuring: Array.from({ length: draw(4) }, () => pick(operations, draw)),
    choices: Array.from({ length: 4 + draw(60) }, () => draw(ways)),
  };
}

function drawnLeaf(draw: Draw): LeafRecipe {
  const style: Style = draw(3) > 0 ? 'spread' : pick(styles, draw);
  return { kind: draw(3) > 0 ? 'input' : 'parameter', shape: drawnShape(draw), style };
}

function drawnShape(draw: Draw): number[] {
  const shape = Array.from({ length: draw(4) }, () => pick(extents.slice(1), draw));
  return shape.reduce((n, d) => n * d, 1) <= 120 ? shape : shape.slice(1);
}

/** Its neighbours: one to four changes, of which some take from `other`. */
export function mutated(recipe: Recipe, other: Recipe, draw: Draw): Recipe {
  let next = recipe;
  for (let i = 0, n = 1 + draw(4); i < n; i++) next = changed(next, other, draw);
  return next;
}

function changed(recipe: Recipe, other: Recipe, draw: Draw): Recipe {
  if (recipe.kind === 'edge' || draw(4) > 0) return { ...recipe, choices: changedChoices(recipe.choices, other, draw) };
  const at = draw(recipe.leaves.length);
  switch (draw(5)) {
    case 0:
      return { ...recipe, seed: draw(1000) };
    case 1:
      return { ...recipe, leaves: recipe.leaves.with(at, drawnLeaf(draw)) };
    case 2: {
      const leaf = recipe.leaves[at]!;
      const shape =
        leaf.shape.length === 0 ? drawnShape(draw) : leaf.shape.with(draw(leaf.shape.length), pick(extents, draw));
      const fits = shape.reduce((n, d) => n * d, 1) <= 150;
      return fits ? { ...recipe, leaves: recipe.leaves.with(at, { ...leaf, shape }) } : recipe;
    }
    case 3:
      return { ...recipe, featuring: recipe.featuring.filter((_, i) => i !== draw(recipe.featuring.length)) };
    default:
      return { ...recipe, featuring: [...recipe.featuring, pick(operations, draw)].slice(-4) };
  }
}

function changedChoices(choices: readonly number[], other: Recipe, draw: Draw): readonly number[] {
  const at = draw(Math.max(1, choices.length));
  switch (draw(6)) {
    case 0:
      return choices.toSpliced(at, 0, ...Array.from({ length: 1 + draw(8) }, () => draw(ways))).slice(0, longest);
    case 1:
      return choices.toSpliced(at, 1 + draw(6));
    case 2:
      return [...choices.slice(0, at), ...other.choices.slice(draw(Math.max(1, other.choices.length)))].slice(
        0,
        longest,
      );
    case 3:
      return choices.length === 0 ? choices : choices.with(at, choices[at]! + 1);
    default:
      return choices.length === 0 ? [draw(ways)] : choices.with(at, draw(ways));
  }
}
