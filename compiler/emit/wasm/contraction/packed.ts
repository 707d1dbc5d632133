// packed: both operands as panels that the register tile reads from the first term to the last (Goto and van de Geijn
// 2008). Rows are packed once, where the loops around the product leave them unchanged; then, for each block of terms,
// the columns are packed, and for each block of rows that stays in the second-level cache, panel after panel of columns
// (which stays in the first-level cache) meets all its rows.
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import { type ProductContext, pushWorkspace, strides } from './common.ts';
import { packPanels, panelWidth } from './pack.ts';
import { blocks, termBlock } from './plan.ts';
import { sizeOf } from './recognize.ts';
import { addTerm, inSteps, overTerms, zeroSums } from './tile.ts';

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
  const [aPanel, bPanel, rowBlock, row, column] = [0, 1, 2, 3, 4].map(() => f.local('i32')) as [
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const skip = (panel: Local, width: number) => {
    f.get(panel)
      .get(terms.count)
      .i32(4 * width)
      .op('i32.mul')
      .op('i32.add')
      .set(panel);
  };
  f.i32(c.tables.offsets(c.rawRows)).set(rowBlock);
  inSteps(f, m, Math.floor(blocks.m / rows) * rows, (blockRows) => {
    pushWorkspace(c, c.workspace.b).set(bPanel);
    f.get(c.raw).set(column);
    inSteps(f, n, 4 * vectors, (columns) => {
      f.get(aBlock).set(aPanel).get(rowBlock).set(row);
      inSteps(f, blockRows, rows, (height) => {
        f.get(aPanel).get(bPanel).get(terms.count).get(row).get(column).get(terms.first);
        f.call(c.once(`tile_${height}x${columns}`, 6, (g) => writeTile(g, height, columns)));
        skip(aPanel, height);
        f.advance(row, 4 * height);
      });
      skip(bPanel, panelWidth(columns, 4 * vectors));
      f.advance(column, 4 * columns);
    });
    skip(aBlock, blockRows);
    f.advance(rowBlock, 4 * blockRows);
  });
  f.release(aPanel, bPanel, rowBlock, row, column);
}

/** (a panel, b panel, terms, row offsets, result, accumulate): rows by columns of sums, stored or added to the result */
function writeTile(f: FunctionBuilder, rows: number, columns: number): void {
  const [aAt, bAt, terms, rowTable, result, accumulate] = f.parameters as [Local, Local, Local, Local, Local, Local];
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
  const at = f.local('i32');
  sums.forEach((row, r) => {
    f.get(result)
      .get(rowTable)
      .memory('i32.load', 4 * r)
      .op('i32.add')
      .set(at);
    f.get(accumulate).ifElse(null, () => {
      row.forEach((s, v) => {
        f.get(s)
          .get(at)
          .memory('v128.load', 16 * v)
          .op('f32x4.add')
          .set(s);
      });
    });
    row.forEach((s, v) => {
      storeLanes(f, at, s, 16 * v, Math.min(4, columns - 4 * v));
    });
  });
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
