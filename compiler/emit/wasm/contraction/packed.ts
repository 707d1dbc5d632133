// packed: the blocked product of Goto and van de Geijn (2008). For each block of K, all rows are packed as
// [panel][k][row], then for each block of columns b is packed as [panel][k][8 columns] and tiles of rows by 8 columns
// are summed in registers and added to the result.
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import { isRun, multiplyAdd, type ProductContext, packPanel, pushWorkspace, strides } from './common.ts';
import { blocks, packedColumns } from './plan.ts';
import { sizeOf } from './recognize.ts';

interface Names {
  readonly k0: Local;
  readonly terms: Local;
  readonly m0: Local;
  readonly mEnd: Local;
}

export function multiplyPacked(c: ProductContext): void {
  const { f, plan } = c;
  const [m, k] = [sizeOf(plan.contraction.m), sizeOf(plan.contraction.k)];
  const kBlock = balanced(k, blocks.k);
  const names: Names = { k0: f.local('i32'), terms: f.local('i32'), m0: f.local('i32'), mEnd: f.local('i32') };
  const { k0, terms, m0, mEnd } = names;
  const outerRows = Math.min(blocks.outerM, Math.ceil(m / plan.tile[0]) * plan.tile[0]);
  const rowBlock = Math.floor(outerRows / plan.tile[0]) * plan.tile[0];
  f.i32(0).set(m0);
  f.repeatWhileBelow(m0, rowBlock, m, () => {
    minimum(f, () => f.get(m0).i32(rowBlock).op('i32.add'), m, mEnd);
    f.i32(0).set(k0);
    f.repeatWhileBelow(k0, kBlock, k, () => {
      minimum(
        f,
        () => f.i32(kBlock),
        () => f.i32(k).get(k0).op('i32.sub'),
        terms,
      );
      packRows(c, names);
      eachColumnBlock(c, names);
    });
  });
  f.release(k0, terms, m0, mEnd);
}

/** equal blocks of at most `limit` */
function balanced(total: number, limit: number): number {
  return Math.ceil(total / Math.ceil(total / limit));
}

function minimum(f: FunctionBuilder, x: () => void, y: number | (() => void), into: Local): void {
  const other = f.local('i32');
  x();
  f.set(into);
  if (typeof y === 'number') f.i32(y);
  else y();
  f.set(other);
  f.get(into).get(other).get(into).get(other).op('i32.lt_s').op('select').set(into);
  f.release(other);
}

/** pushes table + 4 * index */
function entry(f: FunctionBuilder, table: number, index: Local): void {
  f.get(index).i32(2).op('i32.shl').i32(table).op('i32.add');
}

function packRows(c: ProductContext, { k0, terms, m0, mEnd }: Names): void {
  const { f, plan, tables } = c;
  const { m, k, a } = plan.contraction;
  const [rows] = plan.tile;
  const mTable = tables.offsets(strides(m, a.address), rows);
  const kTable = tables.offsets(strides(k, a.address));
  const [destination, outer, inner, row] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  pushWorkspace(c, c.workspace.a).set(destination);
  entry(f, kTable, k0);
  f.set(inner);
  f.get(m0).set(row);
  const contiguous = rows === 4 && isRun(strides(m, a.address)) && sizeOf(m) % 4 === 0;
  f.repeatWhileBelow(row, rows, mEnd, () => {
    entry(f, mTable, row);
    f.set(outer);
    packPanel(f, { width: rows, source: c.a, outer, inner, terms, destination, contiguous });
  });
  f.release(destination, outer, inner, row);
}

function eachColumnBlock(c: ProductContext, names: Names): void {
  const { f, plan } = c;
  const n = sizeOf(plan.n);
  const nBlock = Math.min(blocks.n, Math.ceil(n / packedColumns) * packedColumns);
  const [n0, nEnd] = [f.local('i32'), f.local('i32')];
  f.i32(0).set(n0);
  f.repeatWhileBelow(n0, nBlock, n, () => {
    minimum(f, () => f.get(n0).i32(nBlock).op('i32.add'), n, nEnd);
    packColumns(c, names, n0, nEnd);
    eachRowBlock(c, names, n0, nEnd);
  });
  f.release(n0, nEnd);
}

function packColumns(c: ProductContext, { k0, terms }: Names, n0: Local, nEnd: Local): void {
  const { f, plan, tables } = c;
  const { k, b } = plan.contraction;
  const nTable = tables.offsets(strides(plan.n, b.address), packedColumns);
  const kTable = tables.offsets(strides(k, b.address));
  const [destination, outer, inner, column] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  pushWorkspace(c, c.workspace.b).set(destination);
  entry(f, kTable, k0);
  f.set(inner);
  f.get(n0).set(column);
  const contiguous = isRun(strides(plan.n, b.address)) && sizeOf(plan.n) % packedColumns === 0;
  f.repeatWhileBelow(column, packedColumns, nEnd, () => {
    entry(f, nTable, column);
    f.set(outer);
    packPanel(f, { width: packedColumns, source: c.b, outer, inner, terms, destination, contiguous });
  });
  f.release(destination, outer, inner, column);
}

/** Tiles of one block of columns, in blocks of rows that stay in the second-level cache. */
function eachRowBlock(c: ProductContext, names: Names, n0: Local, nEnd: Local): void {
  const { f, plan } = c;
  const [rows] = plan.tile;
  const { m0, mEnd, terms } = names;
  const rowBlock = Math.max(rows, Math.floor(blocks.m / rows) * rows);
  const [block, blockEnd, column, row, aPanel, bPanel] = Array.from({ length: 6 }, () => f.local('i32')) as [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  f.get(m0).set(block);
  f.repeatWhileBelow(block, rowBlock, mEnd, () => {
    minimum(
      f,
      () => f.get(block).i32(rowBlock).op('i32.add'),
      () => f.get(mEnd),
      blockEnd,
    );
    f.get(n0).set(column);
    pushWorkspace(c, c.workspace.b).set(bPanel);
    f.repeatWhileBelow(column, packedColumns, nEnd, () => {
      f.get(block).set(row);
      f.get(block).get(m0).op('i32.sub').get(terms).op('i32.mul').i32(2).op('i32.shl');
      pushWorkspace(c, c.workspace.a).op('i32.add').set(aPanel);
      f.repeatWhileBelow(row, rows, blockEnd, () => {
        callTile(c, names, row, column, aPanel, bPanel);
        f.get(aPanel)
          .get(terms)
          .i32(4 * rows)
          .op('i32.mul')
          .op('i32.add')
          .set(aPanel);
      });
      f.get(bPanel)
        .get(terms)
        .i32(4 * packedColumns)
        .op('i32.mul')
        .op('i32.add')
        .set(bPanel);
    });
  });
  f.release(block, blockEnd, column, row, aPanel, bPanel);
}

/** A whole tile goes to the result; one that reaches over its edge goes to a spare tile, and what is valid is copied. */
function callTile(
  c: ProductContext,
  { k0, terms }: Names,
  row: Local,
  column: Local,
  aPanel: Local,
  bPanel: Local,
): void {
  const { f, plan } = c;
  const [rows] = plan.tile;
  const [m, n, k] = [sizeOf(plan.contraction.m), sizeOf(plan.n), sizeOf(plan.contraction.k)];
  const rowTable = c.tables.offsets(c.rawRows, rows);
  const spare = c.workspace.b + Math.ceil((Math.min(k, blocks.k) * (blocks.n + packedColumns) * 4) / 64) * 64;
  const spareRows = c.tables.offsets([{ extent: rows, stride: packedColumns * 4 }]);
  const tileFunction = c.once(`tile_${rows}x${packedColumns}`, 6, (g) => writeTile(g, rows));
  const pushColumn = () => f.get(c.raw).get(column).i32(2).op('i32.shl').op('i32.add');
  const whole = () => {
    f.get(aPanel).get(bPanel).get(terms);
    entry(f, rowTable, row);
    pushColumn();
    f.get(k0).call(tileFunction);
  };
  const edge = () => {
    f.get(aPanel).get(bPanel).get(terms).i32(spareRows);
    pushWorkspace(c, spare).i32(0).call(tileFunction);
    pushWorkspace(c, spare);
    entry(f, rowTable, row);
    pushColumn();
    f.get(k0).i32(m).get(row).op('i32.sub').i32(n).get(column).op('i32.sub');
    f.call(c.once(`edge_${rows}x${packedColumns}`, 6, (g) => writeEdge(g, rows)));
  };
  if (m % rows === 0 && n % packedColumns === 0) {
    whole();
    return;
  }
  f.get(row)
    .i32(m - rows + 1)
    .op('i32.lt_s')
    .get(column)
    .i32(n - packedColumns + 1)
    .op('i32.lt_s')
    .op('i32.and');
  f.ifElse(null, whole, edge);
}

/** (a panel, b panel, terms, table of row offsets, result, accumulate): rows by 8 sums in registers */
function writeTile(f: FunctionBuilder, rows: number): void {
  const [aAt, bAt, terms, rowTable, result, accumulate] = f.parameters as [Local, Local, Local, Local, Local, Local];
  const sums = Array.from({ length: rows }, () => [f.local('v128'), f.local('v128')] as const);
  const [a, b0, b1] = [f.local('v128'), f.local('v128'), f.local('v128')];
  for (const pair of sums) for (const s of pair) f.f32x4(0).set(s);
  const term = (u: number) => {
    f.get(bAt)
      .memory('v128.load', u * 32)
      .set(b0);
    f.get(bAt)
      .memory('v128.load', u * 32 + 16)
      .set(b1);
    sums.forEach(([s0, s1], r) => {
      f.get(aAt)
        .memory('v128.load32_splat', (u * rows + r) * 4)
        .set(a);
      multiplyAdd(f, s0, a, b0);
      multiplyAdd(f, s1, a, b1);
    });
  };
  const loop = (unroll: number) => {
    f.get(terms)
      .i32(unroll)
      .op('i32.ge_s')
      .ifElse(null, () => {
        f.repeat(() => {
          for (let u = 0; u < unroll; u++) term(u);
          f.advance(aAt, unroll * rows * 4).advance(bAt, unroll * 32);
          f.get(terms).i32(unroll).op('i32.sub').tee(terms).i32(unroll).op('i32.ge_s');
        });
      });
  };
  loop(4);
  loop(1);
  sums.forEach(([s0, s1], r) => {
    const at = f.local('i32');
    f.get(result)
      .get(rowTable)
      .memory('i32.load', 4 * r)
      .op('i32.add')
      .set(at);
    f.get(accumulate).ifElse(null, () => {
      f.get(s0).get(at).memory('v128.load').op('f32x4.add').set(s0);
      f.get(s1).get(at).memory('v128.load', 16).op('f32x4.add').set(s1);
    });
    f.get(at).get(s0).memory('v128.store').get(at).get(s1).memory('v128.store', 16);
    f.release(at);
  });
}

/** (spare tile, table of row offsets, result, accumulate, rows left, columns left): copies or adds the valid part */
function writeEdge(f: FunctionBuilder, rows: number): void {
  const [spare, rowTable, result, accumulate, rowsLeft, columnsLeft] = f.parameters as [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const at = f.local('i32');
  const sum = f.local('f32');
  const columnEnd = f.local('i32');
  minimum(f, () => f.get(columnsLeft), packedColumns, columnEnd);
  minimum(f, () => f.get(rowsLeft), rows, rowsLeft);
  const [r, column] = [f.local('i32'), f.local('i32')];
  f.i32(0).set(r);
  f.repeatWhileBelow(r, 1, rowsLeft, () => {
    f.get(result).get(rowTable).get(r).i32(2).op('i32.shl').op('i32.add').memory('i32.load').op('i32.add').set(at);
    f.i32(0).set(column);
    f.repeatWhileBelow(column, 1, columnEnd, () => {
      f.get(spare).get(column).i32(2).op('i32.shl').op('i32.add').memory('f32.load').set(sum);
      f.get(accumulate).ifElse(null, () => {
        f.get(sum).get(at).memory('f32.load').op('f32.add').set(sum);
      });
      f.get(at).get(sum).memory('f32.store').advance(at, 4);
    });
    f.advance(spare, packedColumns * 4);
  });
}
