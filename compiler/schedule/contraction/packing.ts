// How the panels of an operand are packed: whatever is next to each other in memory moves four (or two) elements at once.
import { coefficient } from '../../program/indices.ts';
import { mergedWhere } from '../../program/mergeAxes.ts';
import type { Axis, Index } from '../../program/types.ts';

export interface Stride {
  readonly extent: number;
  /** bytes */
  readonly stride: number;
}

/**
 * neighbours: rows are contiguous, in groups. turned: terms are, and groups of four are transposed. runs: terms are in runs.
 * pieces: vectors that start where the one before ends. singly: one element at a time.
 */
export interface Packing {
  readonly how: 'neighbours' | 'turned' | 'runs' | 'pieces' | 'singly';
  /** how many vectors cover a panel, where it goes in pieces */
  readonly pieces: number;
}

export function strides(axes: readonly Axis[], address: Index): Stride[] {
  return axes.map((a) => ({ extent: a.extent, stride: 4 * coefficient(address, a.id) }));
}

/** The last panel is as wide as what is left, in whole vectors where panels are of two or more. */
export function panelWidth(rest: number, width: number): number {
  return width < 8 ? rest : Math.ceil(rest / 4) * 4;
}

/** Of a panel of `width` rows (or columns). */
export function packingOf(outer: readonly Stride[], inner: readonly Stride[], width: number): Packing {
  const pieces = mostPieces(outer, width);
  const inPieces = pieces < 0.45 * width;
  let how: Packing['how'] = inPieces ? 'pieces' : 'singly';
  if (width % 2 === 0) {
    const run = innermost(inner);
    if (inRuns(outer, width % 4 === 0 ? 4 : 2)) how = 'neighbours';
    else if (inRuns(inner, 4)) how = 'turned';
    else if (run?.stride === 4 && run.extent >= 4 && !inPieces) how = 'runs';
  }
  return { how, pieces };
}

/** Neighbouring axes that are one. */
export const merged = (axes: readonly Stride[]): Stride[] =>
  mergedWhere(axes, (outer, inner) => outer.stride === inner.stride * inner.extent);

const innermost = (axes: readonly Stride[]): Stride | undefined => merged(axes.filter((a) => a.extent !== 1)).at(-1);

/** Every aligned group of so many neighbours along the axes is contiguous, but for one that ends with them. */
function inRuns(axes: readonly Stride[], group: number): boolean {
  const flat = merged(axes.filter((a) => a.extent !== 1));
  const inner = flat.at(-1);
  return inner !== undefined && inner.stride === 4 && (flat.length === 1 || inner.extent % group === 0);
}

/** How many vectors cover any panel, each from where the one before ends or a run begins. */
function mostPieces(axes: readonly Stride[], width: number): number {
  const inner = innermost(axes);
  if (inner?.stride !== 4) return width;
  let most = 0;
  for (let start = 0; start < inner.extent; start++) {
    let count = 0;
    for (let w = 0; w < width; count++) w += Math.min(4, inner.extent - ((start + w) % inner.extent));
    most = Math.max(most, count);
  }
  return most;
}
