// packed: both operands as panels that the register tile reads from the first term to the last (Goto and van de Geijn
// 2008). Rows are packed once, where the loops around the product leave them unchanged; then, for each block of terms,
// the columns are packed, and for each block of rows that stays in the second-level cache, panel after panel of columns
// (which stays in the first-level cache) meets all its rows.
import { sizeOf } from '../../../program/indices.ts';
import { blocks, termBlock } from '../../../schedule/contraction/costs.ts';
import { panelWidth, strides } from '../../../schedule/contraction/packing.ts';
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import { type ProductContext, pushWorkspace } from './common.ts';
import { packPanels } from './pack.ts';
import { addTerm, inSteps, overTerms, type Sums, zeroSums } from './tile.ts';
import type { TileStore } from './tileStore.ts';

/** One block of terms. */
interface Terms {
  /** the first one's number, and how many there are */
  readonly first: Local;
  readonly count: Local;
}

/** Packs all rows: block after block of terms. */
export function packRows(c: ProductContext): void {
  const { f, piece } = c;
  const { m, k, a } = piece.contraction;
  const destination = f.local('i32');
  pushWorkspace(c, c.workspace.a).set(destination);
  eachBlock(c, (terms) => pack(c, terms, c.a, strides(m, a.address), strides(k, a.address), c.tile[0], destination));
  f.release(destination);
}

export function multiplyPacked(c: ProductContext): void {
  const { f, piece } = c;
  const { n, k, b } = piece.contraction;
  const [destination, aBlock] = [f.local('i32'), f.local('i32')];
  pushWorkspace(c, c.workspace.a).set(aBlock);
  eachBlock(c, (terms) => {
    pushWorkspace(c, c.workspace.b).set(destination);
    pack(c, terms, c.b, strides(n, b.address), strides(k, b.address), 4 * c.tile[1], destination);
    eachTile(c, terms, aBlock);
  });
  f.release(destination, aBlock);
}

function eachBlock({ f, piece }: ProductContext, body: (terms: Terms) => void): void {
  const total = sizeOf(piece.contraction.k);
  const block = termBlock(total);
  const [first, count] = [f.local('i32'), f.local('i32')];
  f.i32(0).set(first);
  inSteps(f, total, block, (size) => {
    f.i32(size).set(count);
    body({ first, count });
    f.advance(first, size);
  });
  f.release(first, count);
}

function pack(
  { f, tables, once }: ProductContext,
  terms: Terms,
  source: Local,
  outer: ReturnType<typeof strides>,
  inner: ReturnType<typeof strides>,
  width: number,
  destination: Local,
): void {
  const firstTerm = f.local('i32');
  f.get(terms.first).i32(2).op('i32.shl').set(firstTerm);
  packPanels({ f, tables, once, source, outer, inner, firstTerm, terms: terms.count, width, destination });
  f.release(firstTerm);
}

/** All tiles of one block of terms; `aBlock` is left after the block's rows. */
function eachTile(c: ProductContext, terms: Terms, aBlock: Local): void {
  const { f, piece, tile } = c;
  const [rows, vectors] = tile;
  const [m, n] = [sizeOf(piece.contraction.m), sizeOf(piece.contraction.n)];
  const i32 = () => f.local('i32');
  const [aPanel, bPanel, rowBlock, row, column, columnNumber] = [i32(), i32(), i32(), i32(), i32(), i32()];
  const rowTable = c.tables.offsets(c.rawRows);
  const skip = (panel: Local, width: number) => {
    f.get(panel)
      .get(terms.count)
      .i32(4 * width)
      .op('i32.mul')
      .op('i32.add')
      .set(panel);
  };
  f.i32(rowTable).set(rowBlock);
  inSteps(f, m, Math.floor(blocks.m / rows) * rows, (blockRows) => {
    pushWorkspace(c, c.workspace.b).set(bPanel);
    f.get(c.raw).set(column).i32(0).set(columnNumber);
    inSteps(f, n, 4 * vectors, (columns) => {
      f.get(aBlock).set(aPanel).get(rowBlock).set(row);
      inSteps(f, blockRows, rows, (height) => {
        f.get(aPanel).get(bPanel).get(terms.count).get(row).get(column).get(terms.first);
        if (c.store) {
          // the number of the row, from its place in the table
          f.get(row).i32(rowTable).op('i32.sub').i32(2).op('i32.shr_u').get(columnNumber);
          for (const counter of c.store.counters) f.get(counter);
        }
        f.call(tileFunction(c, height, columns));
        skip(aPanel, height);
        f.advance(row, 4 * height);
      });
      skip(bPanel, panelWidth(columns, 4 * vectors));
      f.advance(column, 4 * columns).advance(columnNumber, columns);
    });
    skip(aBlock, blockRows);
    f.advance(rowBlock, 4 * blockRows);
  });
  f.release(aPanel, bPanel, rowBlock, row, column, columnNumber);
}

function tileFunction({ once, piece, store }: ProductContext, rows: number, columns: number): number {
  const name = `tile_${rows}x${columns}`;
  if (!store) return once(name, 6, (f) => writeTile(f, rows, columns, null, 0));
  const { by, counters } = store;
  const total = sizeOf(piece.contraction.k);
  const parameters = 8 + counters.length;
  return once(`${name} ${store.name}`, parameters, (f) => writeTile(f, rows, columns, by, total));
}

/**
 * (a panel, b panel, terms, row offsets, result, first term[, row, column, counters]): rows by columns of sums, stored, or
 * added to the result from the second block of terms on; with `store`, the sums of all `total` terms become results there
 */
function writeTile(f: FunctionBuilder, rows: number, columns: number, store: TileStore | null, total: number): void {
  const [aAt, bAt, terms, rowTable, result, first, ...corner] = f.parameters as [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    ...Local[],
  ];
  const vectors = Math.ceil(columns / 4);
  const sums = zeroSums(f, rows, vectors);
  overTerms(f, aAt, (order) =>
    f.repeat(() => {
      addTerm(f, sums, {
        vector: (v) => f.get(bAt).memory('v128.load', 16 * v),
        factor: (r) => f.get(aAt).memory('v128.load32_splat', 4 * r),
        order,
      });
      f.advance(aAt, 4 * rows).advance(bAt, 16 * vectors);
      f.get(terms).i32(1).op('i32.sub').tee(terms);
    }),
  );
  const add = () =>
    eachVector(f, sums, result, rowTable, (at, sum, v) => {
      f.get(sum)
        .get(at)
        .memory('v128.load', 16 * v)
        .op('f32x4.add')
        .set(sum);
    });
  const keep = () =>
    eachVector(f, sums, result, rowTable, (at, sum, v) => {
      storeLanes(f, at, sum, 16 * v, Math.min(4, columns - 4 * v));
    });
  if (!store) {
    f.get(first).ifElse(null, add);
    keep();
    return;
  }
  const [row, column, ...counters] = corner as [Local, Local, ...Local[]];
  const finish = () => store.write(f, sums, columns, { row, column, counters });
  const block = termBlock(total);
  f.get(first).ifElse(null, add);
  // both ways also where one block is all: with the results alone, V8 11 swaps registers in the loop, a third slower
  f.get(first)
    .i32(Math.floor((total - 1) / block) * block)
    .op('i32.eq')
    .ifElse(null, finish, keep);
}

/** Calls `body` with each sum and where its row's first vector is in the result. */
function eachVector(
  f: FunctionBuilder,
  sums: Sums,
  result: Local,
  rowTable: Local,
  body: (at: Local, sum: Local, vector: number) => void,
): void {
  const at = f.local('i32');
  sums.forEach((row, r) => {
    f.get(result)
      .get(rowTable)
      .memory('i32.load', 4 * r)
      .op('i32.add')
      .set(at);
    row.forEach((sum, v) => {
      body(at, sum, v);
    });
  });
  f.release(at);
}

function storeLanes(f: FunctionBuilder, at: Local, value: Local, offset: number, lanes: number): void {
  if (lanes === 4) f.get(at).get(value).memory('v128.store', offset);
  else {
    for (let lane = 0; lane < lanes; lane++) {
      f.get(at)
        .get(value)
        .lane('f32x4.extract_lane', lane)
        .memory('f32.store', offset + 4 * lane);
    }
  }
}
