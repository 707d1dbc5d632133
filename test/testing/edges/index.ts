// Programs at the edges: where a run draws one, and which.
import fc from 'fast-check';
import { fold, keyOf, uniform } from '../../../dsl/key.ts';
import type { FuzzPoint } from '../fuzz.ts';
import { Choices } from '../programs/choices.ts';
import type { Specimen } from '../programs/specimen.ts';
import { blocked } from './blocked.ts';
import { boundaries } from './boundaries.ts';
import { branchEdges } from './branches.ts';
import { chains } from './chains.ts';
import { contracted } from './contracted.ts';
import { digitEdges } from './digits.ts';
import { divided, halves } from './divided.ts';
import type { Edge } from './edge.ts';
import { extents } from './extents.ts';
import { fillEdges } from './fills.ts';
import { functions } from './functions.ts';
import { identityEdges } from './identities.ts';
import { kinks } from './kinks.ts';
import { longSums } from './longSums.ts';

import { choicesOf, equalLoops, loops, typedLoops } from './loops.ts';
import { many } from './many.ts';
import { memory } from './memory.ts';
import { pairs } from './pairs.ts';
import { plain } from './plain.ts';
import { powersAtZero } from './powers.ts';
import { recurrences } from './recurrences.ts';
import { runningSums } from './runningSums.ts';
import { seconds } from './seconds.ts';
import { small } from './small.ts';
import { specials } from './specials.ts';
import { sums } from './sums.ts';
import { threadEdges } from './threads.ts';
import { training } from './training.ts';
import { updates } from './updates.ts';
import { zeros } from './zeros.ts';

/** By kind, each with how often it comes; large extents may run for seconds where they are not refused. */
const kinds: readonly (readonly [count: number, edges: Readonly<Record<string, Edge>>])[] = [
  [8, kinks],
  [8, digitEdges],
  [8, loops],
  [22, typedLoops],
  [8, choicesOf],
  [10, equalLoops],
  [10, plain],
  [8, recurrences],
  [20, runningSums],
  [16, updates],
  [18, fillEdges],
  [20, divided],
  [14, halves],
  [14, blocked],
  [6, small],
  [6, many],
  [10, training],
  [20, specials],
  [5, chains],
  [10, pairs],
  [12, boundaries],
  [9, contracted],
  [10, functions],
  [12, memory],
  [6, zeros],
  [6, identityEdges],
  [8, powersAtZero],
  [8, branchEdges],
  [6, seconds],
  [8, longSums],
  [5, threadEdges],
  [2, sums],
  [1, extents],
];

/** All edges, by name. */
export const edges: Readonly<Record<string, Edge>> = Object.assign({}, ...kinds.map(([, named]) => named));

type Named = readonly [name: string, edge: Edge];

const total = kinds.reduce((n, [count]) => n + count, 0);

/**
 * What as many runs as there are edges draw, by seed and lap: each kind as often as it comes, spread over all of them, and its
 * edges in turn. (Drawn one by one, some would not come in hundreds of runs.)
 */
function dealt(seed: number, lap: number): readonly Named[] {
  const key = fold(keyOf(seed), lap);
  const all = kinds.flatMap(([count, named], k) => {
    const [list, own] = [Object.entries(named), fold(key, k)];
    const first = Math.floor(list.length * uniform(fold(keyOf(seed), k), 0)) + lap * count;
    return Array.from({ length: count }, (_, i) => ({
      at: (i + uniform(own, i)) / count,
      edge: list[(first + i) % list.length]!,
    }));
  });
  return all.sort((a, b) => a.at - b.at).map(({ edge }) => edge);
}

/** The last deal: runs come in order. */
let deal: { readonly seed: number; readonly lap: number; readonly edges: readonly Named[] } | undefined;

function named({ seed, run }: FuzzPoint): Named {
  const lap = Math.floor(run / total);
  if (deal?.seed !== seed || deal.lap !== lap) deal = { seed, lap, edges: dealt(seed, lap) };
  return deal.edges[run % total]!;
}

/** Choices of one: more than any needs. */
const longest = 400;

/** The program at an edge of this point. */
export function edgeAt({ seed, run }: FuzzPoint): Specimen {
  const lists = fc.array(fc.nat({ max: 99990 }), { minLength: longest, maxLength: longest, size: 'max' });
  const [list] = fc.sample(fc.noBias(lists), { seed: (seed * 1_000_003 + run) | 0, numRuns: 1 });
  const choices = new Choices(list!);
  const [name, edge] = named({ seed, run });
  return { ...edge(choices), name };
}
