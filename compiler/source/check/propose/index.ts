// What might be meant instead, for an error: proposals, the most probable first. Those that compile are told.
import { edited, overlap, type Proposal } from '../fix.ts';
import { type Clue, contextOf, type Proposer } from './context.ts';
import { feeds } from './keys.ts';
import { einsumOrder, einsumOutputs, patternSides, patternSizes } from './labels.ts';
import { firstCarry, lastStates } from './loops.ts';
import {
  beforeOneHot,
  declaredTypes,
  dimensionNames,
  divisors,
  misspelt,
  multiples,
  parts,
  ranges,
  scalars,
  smallerWindow,
  widths,
} from './numbers.ts';
import { allSteps, channelsInFront, classesLast, kernelOrder, sizesExchanged, vectors } from './orders.ts';
import { layerSizes, otherSizes } from './sizes.ts';
import { exchanged, keptAxes, otherAxes, otherNames, timeFirst, unusedLayers } from './upstream.ts';
import { windows } from './windows.ts';
import { decisions, forLayers, forLosses, forMasks, forPairs, forReshape, forTypes } from './wraps.ts';
import {
  appliedFirst,
  carries,
  forgottenLast,
  layerReturned,
  otherOperation,
  permutations,
  renamed,
  sameRows,
  states,
} from './written.ts';

const proposers: readonly Proposer[] = [
  ...[forLayers, forPairs, forLosses, forTypes, forMasks, forReshape, decisions],
  ...[
    layerSizes,
    otherSizes,
    divisors,
    ranges,
    smallerWindow,
    declaredTypes,
    dimensionNames,
    widths,
    misspelt,
    multiples,
  ],
  ...[parts, scalars, beforeOneHot, otherAxes, keptAxes, windows, unusedLayers, exchanged, otherNames, timeFirst],
  ...[appliedFirst, carries, forgottenLast, layerReturned, sameRows, otherOperation, permutations, renamed, states],
  ...[vectors, channelsInFront, classesLast, sizesExchanged, allSteps, kernelOrder],
  ...[feeds, einsumOrder, einsumOutputs, patternSides, patternSizes, firstCarry, lastStates],
];

/** Proposals for an error, each once; `own` are those of whoever recognised it. */
export function proposalsFor(clue: Clue, own: readonly Proposal[] = []): readonly Proposal[] {
  const seen = new Set<string>();
  // what no type has said is known to whoever found it, and to nobody else
  const isSaid = clue.code !== 0 || clue.said !== undefined;
  const context = contextOf(clue);
  return [...own, ...(isSaid ? proposers.flatMap((propose) => propose(context)) : [])]
    .filter((p) => p.edits.length > 0 && !overlap(p.edits))
    .sort((a, b) => b.likelihood - a.likelihood)
    .filter((p) => {
      const files = new Set(p.edits.map((e) => e.file));
      const text = [...files].map((file) => edited(file, p.edits)).join('\u0000');
      const fresh = !seen.has(text) && [...files].some((file) => edited(file, p.edits) !== file.text);
      seen.add(text);
      return fresh;
    });
}

export type { Clue } from './context.ts';
