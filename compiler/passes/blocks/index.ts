// Values too large to be stored whole are computed in blocks along an axis that all of them share, in a loop: the scores of
// attention, their softmax and the gradients of both (Rabe and Staats 2021; Dao et al. 2022), the logits of a large
// vocabulary. What is small leaves the loop: values that keep the axis are stacked, sums over it add up. (Sums of blocks
// are added in the order of the blocks: results differ from those without blocks in the last bits.)
import type { Expr } from '../../../dsl/expr.ts';
import { topological } from '../../../dsl/expr.ts';
import { Substitution } from '../../../dsl/expression/substitute.ts';
import type { Graph } from '../../graph.ts';
import { isLeaf } from '../../graph.ts';
import type { Blocks } from '../../program/types.ts';
import { rewriteGraph } from '../rewrite.ts';
import { Uncut } from './block.ts';
import { cutOf } from './cut.ts';
import { bytesOf, isTooLarge } from './large.ts';
import { type Body, type Looped, loopOf } from './loop.ts';
import { type Region, regionOf } from './region.ts';

export function inBlocks(graph: Graph, limits: Blocks): Graph {
  return rewriteGraph(
    graph,
    (e) => e,
    (roots) => cutUp(roots, limits),
  );
}

/** The values, with what is too large of what they are computed from in blocks. */
function cutUp(given: readonly Expr[], limits: Blocks): readonly Expr[] {
  const isLarge = (e: Expr) => isTooLarge(e, limits);
  const bytes = topological(given).reduce((sum, e) => sum + (isLarge(e) ? bytesOf(e) : 0), 0);
  const mayRepeat = bytes >= limits.again;
  const stored = new Set<Expr>();
  const before: { readonly seeds: Region['seeds']; readonly roots: readonly Expr[] }[] = [];
  let roots = given;
  for (;;) {
    const order = topological(roots);
    // operands first: what a loop gives out is what the later ones need of it
    const seed = order.find((e) => isLarge(e) && !stored.has(e));
    if (!seed) return roots;
    const loop = loopFrom(order, roots, seed, limits, mayRepeat);
    if (loop) {
      before.push({ seeds: loop.region.seeds, roots });
      const results = new Substitution(loop.results);
      roots = roots.map((e) => results.apply(e));
      continue;
    }
    // it is stored after all: a loop that computes it too was for nothing
    stored.add(seed);
    const first = before.findIndex(({ seeds }) => seeds.has(seed));
    if (first < 0) continue;
    for (const e of before[first]!.seeds.keys()) stored.add(e);
    roots = before[first]!.roots;
    before.length = first;
  }
}

interface Found extends Looped {
  readonly region: Region;
}

/** The loop along the axis along which most can be computed before something has to leave; the first of several. */
function loopFrom(
  order: readonly Expr[],
  roots: readonly Expr[],
  seed: Expr,
  limits: Blocks,
  mayRepeat: boolean,
): Found | null {
  const regionFrom = (seeds: Region['seeds']): Region[] => {
    const region = regionOf(order, roots, seeds, limits.times);
    return region && (mayRepeat || !region.isAgain) ? [region] : [];
  };
  /** with everything that is computed of the large sums which the loop computes beside its own */
  const grown = (region: Region): Found | null => {
    const found = looped(region, seed, limits);
    if (!found || found.beside.size === 0) return found;
    const [larger] = regionFrom(new Map([...region.seeds, ...found.beside]));
    return (larger && grown(larger)) ?? (mayRepeat ? found : null);
  };
  const axes = [...seed.shape.keys()].filter((axis) => seed.shape[axis]! > 1);
  const regions = axes.flatMap((axis) => regionFrom(new Map([[seed, axis]])));
  for (const region of regions.sort((a, b) => b.inside.size - a.inside.size)) {
    const found = grown(region);
    if (found) return found;
  }
  return null;
}

function looped(region: Region, seed: Expr, limits: Blocks): Found | null {
  const cut = cutOf(region, seed, limits);
  if (!cut) return null;
  const isStored = (e: Expr) => !region.isLarge(e) || isLeaf(e) || !fused.includes(e.kind);
  const body: Body = (roots) => cutUp(roots, { ...limits, from: limits.of, again: limits.of });
  try {
    return { ...loopOf(region, cut, isStored, body), region };
  } catch (error) {
    if (error instanceof Uncut) return null;
    throw error;
  }
}

/** Kinds of values that need not be in memory. */
const fused = ['map', 'view', 'reshape', 'reduce'];
