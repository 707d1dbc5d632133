// Packing: an operand's rows (or columns) in panels of `width`, each as [term][row], so that the register tile reads
// them from the first to the last. Whatever is next to each other in memory moves four (or two) elements at a time.
import { packingOf, panelWidth, type Stride } from '../../../schedule/contraction/packing.ts';
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import { packNeighbours, packPieces, packSingly, packTurned } from './packers.ts';
import type { Tables } from './tables.ts';
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
  /** of a panel, but for the last one */
  readonly width: number;
  /** left after the panels */
  readonly destination: Local;
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
  const { how, pieces } = packingOf(outer, inner, width);
  const group = width % 4 === 0 ? 4 : 2;
  return once(`pack_${width}_${how}${how === 'pieces' ? `_${pieces}` : ''}`, 5, (f) => {
    if (how === 'neighbours') packNeighbours(f, width, group);
    else if (how === 'pieces') packPieces(f, width, pieces);
    else if (how === 'singly') packSingly(f, width);
    else packTurned(f, width, group, how === 'turned');
  });
}
