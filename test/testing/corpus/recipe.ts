// A program as data: what it is drawn from, so that it can be kept, changed and made again.
import fc from 'fast-check';
import { makeInput } from '../../../dsl/build.ts';
import { type Style, styles, tensors } from '../arbitraries/tensors.ts';
import { edges } from '../edges/index.ts';
import { Choices } from '../programs/choices.ts';
import { features } from '../programs/features.ts';
import { domainOf, parameter, programFrom } from '../programs/random.ts';
import type { Leaf, Specimen } from '../programs/specimen.ts';

export interface LeafRecipe {
  readonly kind: 'input' | 'parameter';
  readonly shape: readonly number[];
  readonly style: Style;
}

export type Recipe =
  | {
      readonly kind: 'program';
      readonly leaves: readonly LeafRecipe[];
      /** operations that the program must contain */
      readonly featuring: readonly string[];
      /** what values are drawn from */
      readonly seed: number;
      readonly choices: readonly number[];
    }
  | { readonly kind: 'edge'; readonly name: string; readonly choices: readonly number[] };

/** The program of a recipe, and its choices as they were taken: a recipe of the same program in plainer numbers. */
export function replayed(recipe: Recipe): { readonly specimen: Specimen; readonly choices: readonly number[] } {
  const choices = new Choices(recipe.choices);
  if (recipe.kind === 'edge') {
    const edge = edges[recipe.name];
    if (edge === undefined) throw new RangeError(`recipe: there is no edge '${recipe.name}'`);
    return { specimen: { ...edge(choices), name: recipe.name }, choices: choices.taken };
  }
  const leaves = recipe.leaves.map((l, i) => leafOf(l, i, recipe.seed));
  const wanted = recipe.featuring.filter((name) => name in features);
  return { specimen: programFrom(choices, leaves, wanted), choices: choices.taken.slice(0, recipe.choices.length) };
}

function leafOf({ kind, shape, style }: LeafRecipe, i: number, seed: number): Leaf {
  const domain = domainOf(style);
  const drawn = tensors({ shape, styles: [style], domain });
  const values = fc.sample(drawn, { seed: (seed * 1009 + i) | 0, numRuns: 1 })[0]!.data;
  const expr = kind === 'input' ? makeInput(`x${i}`, shape, 'f32') : parameter(`w${i}`, shape, values);
  return { expr, values, domain };
}

/** 'program 3 of input [3, 4] spread, parameter [2] kinks with scan, reduce max: 1 2 3', 'edge a short loop: 1 2 3' */
export function textOf(recipe: Recipe): string {
  const choices = recipe.choices.join(' ');
  if (recipe.kind === 'edge') return `edge ${recipe.name}: ${choices}`;
  const leaves = recipe.leaves.map(({ kind, shape, style }) => `${kind} [${shape.join(' ')}] ${style}`).join(', ');
  const featuring = recipe.featuring.length === 0 ? '' : ` with ${recipe.featuring.join(', ')}`;
  return `program ${recipe.seed} of ${leaves}${featuring}: ${choices}`;
}

/** The recipe of a text. */
export function recipeOf(text: string): Recipe {
  const at = text.lastIndexOf(':');
  const choices = text
    .slice(at + 1)
    .split(' ')
    .filter(Boolean)
    .map(Number);
  const head = text.slice(0, at);
  if (head.startsWith('edge ')) return { kind: 'edge', name: head.slice('edge '.length), choices };
  const found = /^program (\d+) of (.*?)(?: with (.*))?$/.exec(head);
  if (found === null || !choices.every(Number.isInteger)) throw new SyntaxError(`recipe: '${text}' is none`);
  const [, seed, leaves, featuring] = found as unknown as [string, string, string, string | undefined];
  return {
    kind: 'program',
    seed: Number(seed),
    leaves: leaves.split(', ').map(leafRecipe),
    featuring: featuring?.split(', ') ?? [],
    choices,
  };
}

function leafRecipe(text: string): LeafRecipe {
  const found = /^(input|parameter) \[([\d ]*)\] (\w+)$/.exec(text);
  const style = styles.find((s) => s === found?.[3]);
  if (found === null || style === undefined) throw new SyntaxError(`recipe: '${text}' is no leaf`);
  const kind = found[1] === 'input' ? 'input' : 'parameter';
  return { kind, shape: found[2]!.split(' ').filter(Boolean).map(Number), style };
}
