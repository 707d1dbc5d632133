// direct: result tiles of rows by vectors of columns, b read in place, a packed as panels of rows. No blocking of K: sums
// stay in registers from the first term to the last, or, of many terms, from the first of a part to its last.
import { sizeOf } from '../../../program/indices.ts';
import { strides } from '../../../schedule/contraction/packing.ts';
import type { Local } from '../assemble/function.ts';
import { type ProductContext, pushWorkspace } from './common.ts';
import { packPanels } from './pack.ts';
import { addTerm, inParts, inSteps, overTerms, zeroSums } from './tile.ts';

/** terms of a part */
const longest = 512;

/** Packs all of a into the workspace. */
export function packDirect(c: ProductContext): void {
  const { f, tables, once, piece } = c;
  const { m, k, a } = piece.contraction;
  const [destination, firstTerm, terms] = [f.local('i32'), f.local('i32'), f.local('i32')];
  pushWorkspace(c, c.workspace.a).set(destination);
  f.i32(0).set(firstTerm).i32(sizeOf(k)).set(terms);
  const [outer, inner] = [strides(m, a.address), strides(k, a.address)];
  packPanels({ f, tables, once, source: c.a, outer, inner, firstTerm, terms, width: c.tile[0], destination });
  f.release(destination, firstTerm, terms);
}

export function multiplyDirect(c: ProductContext): void {
  const { f, piece, tables } = c;
  const { n, b } = piece.contraction;
  const bTable = tables.offsets(strides(n, b.address), 0, true);
  const rawTable = tables.offsets(c.rawColumns, 0, true);
  const slots = n.reduce((count, a, i) => count * (i === n.length - 1 ? Math.ceil(a.extent / 4) : a.extent), 1);
  const at = f.local('i32');
  f.i32(0).set(at);
  inSteps(f, slots, c.tile[1], (vectors) => {
    columns(c, vectors, bTable, rawTable, at);
    f.advance(at, vectors * 4);
  });
  f.release(at);
}

/** All panels of rows against `vectors` vectors of columns; `at`: byte offset into the tables of vectors. */
function columns(c: ProductContext, vectors: number, bTable: number, rawTable: number, at: Local): void {
  const { f, piece } = c;
  const from = (base: Local, table: number): Local[] =>
    Array.from({ length: vectors }, (_, v) => {
      const local = f.local('i32');
      f.get(base)
        .get(at)
        .memory('i32.load', table + 4 * v)
        .op('i32.add')
        .set(local);
      return local;
    });
  const [bs, raws] = [from(c.b, bTable), from(c.raw, rawTable)];
  const [panel, row] = [f.local('i32'), f.local('i32')];
  pushWorkspace(c, c.workspace.a).set(panel).i32(c.tables.offsets(c.rawRows)).set(row);
  inSteps(f, sizeOf(piece.contraction.m), c.tile[0], (rows) => {
    tile(c, rows, bs, raws, panel, row);
    f.advance(row, rows * 4);
  });
  f.release(panel, row, ...bs, ...raws);
}

/** `panel` is left after the panel. */
function tile(
  c: ProductContext,
  rows: number,
  bs: readonly Local[],
  raws: readonly Local[],
  panel: Local,
  row: Local,
): void {
  const { f, tables } = c;
  const { k, b } = c.piece.contraction;
  const sums = zeroSums(f, rows, bs.length);
  const [entry, offset] = [f.local('i32'), f.local('i32')];
  f.i32(tables.offsets(strides(k, b.address))).set(entry);
  const add = (terms: number) =>
    overTerms(f, panel, (order) =>
      f.count(terms, 1, () => {
        f.get(entry).memory('i32.load').set(offset);
        addTerm(f, sums, {
          vector: (v) => f.get(bs[v]!).get(offset).op('i32.add').memory('v128.load'),
          factor: (r) => f.get(panel).memory('v128.load32_splat', 4 * r),
          order,
        });
        f.advance(entry, 4).advance(panel, rows * 4);
      }),
    );
  inParts(f, sums, sizeOf(k), longest, add);
  sums.forEach((line, r) => {
    line.forEach((s, v) => {
      f.get(raws[v]!)
        .get(row)
        .memory('i32.load', 4 * r)
        .op('i32.add')
        .get(s)
        .memory('v128.store');
    });
  });
  f.release(entry, offset, ...sums.flat());
}
