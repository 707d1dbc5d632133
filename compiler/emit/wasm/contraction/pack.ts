// Packing: an operand's rows (or columns) in panels of `width`, each as [term][row], so that the register tile reads
// them from the first to the last. Whatever is next to each other in memory moves four (or two) elements at a time.
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import { packNeighbours, packPieces, packSingly, packTurned } from './packers.ts';
import { merged, type Stride, type Tables } from './tables.ts';
import { inSteps } from './tile.ts';

export interface PackRequest {
  readonly f: FunctionBuilder;
  readonly tables: Tables;
  /** index of a module function, written on first use */
  readonly once: (name: string, parameters: number, write: (f: FunctionBuilder) => void) => number;
  /** address of the operand */
  readonly source: Local;
  /** rows or columns */
  readonly outer: readonly Stride[];
  readonly inner: readonly Stride[];
  /** byte offset into a table of the terms: where to start, and how many terms there are */
  readonly firstTerm: Local;
  readonly terms: Local;
  /** the last panel is as wide as what is left, in whole vectors where panels are of two or more */
  readonly width: number;
  /** left after the panels */
  readonly destination: Local;
}

export function panelWidth(rest: number, width: number): number {
  return width < 8 ? rest : Math.ceil(rest / 4) * 4;
}

export function packPanels(r: PackRequest): void {
  const { f, tables } = r;
  const count = r.outer.reduce((n, a) => n * a.extent, 1);
  const outer = f.local('i32');
  const innerTable = tables.offsets(r.inner);
  f.i32(tables.offsets(r.outer, r.width)).set(outer);
  inSteps(f, count, r.width, (rows) => {
    const width = panelWidth(rows, r.width);
    f.get(r.source).get(outer).i32(innerTable).get(r.firstTerm).op('i32.add').get(r.terms).get(r.destination);
    f.call(packer(r, width));
    f.get(r.destination)
      .get(r.terms)
      .i32(4 * width)
      .op('i32.mul')
      .op('i32.add')
      .set(r.destination);
    f.advance(outer, 4 * rows);
  });
  f.release(outer);
}

/** The function (source, table of rows, table of terms, terms, destination) that packs one panel of this layout. */
function packer({ once, outer, inner }: PackRequest, width: number): number {
  const packed = (how: string, write: (f: FunctionBuilder) => void) => once(`pack_${width}_${how}`, 5, write);
  const pieces = mostPieces(outer, width);
  const inPieces = pieces < 0.45 * width;
  if (width % 2 === 0) {
    const group = width % 4 === 0 ? 4 : 2;
    if (inRuns(outer, group)) return packed('neighbours', (f) => packNeighbours(f, width, group));
    if (inRuns(inner, 4)) return packed('turned', (f) => packTurned(f, width, group, true));
    const run = innermost(inner);
    const hasRuns = run?.stride === 4 && run.extent >= 4;
    if (hasRuns && !inPieces) return packed('runs', (f) => packTurned(f, width, group, false));
  }
  if (inPieces) return packed(`pieces_${pieces}`, (f) => packPieces(f, width, pieces));
  return packed('singly', (f) => packSingly(f, width));
}

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
