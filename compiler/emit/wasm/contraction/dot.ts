// dot: both operands are contiguous along the innermost reduction axis, so each result sums four terms at a time, in a
// register tile of rows by columns. Outer terms go in blocks that fit the first-level cache; between blocks the four
// partial sums of every result wait in the workspace.
import type { Local } from '../assemble/function.ts';
import { multiplyAdd, type ProductContext, pushWorkspace, strides } from './common.ts';
import { sizeOf } from './recognize.ts';
import type { Stride } from './tables.ts';

const cacheBytes = 24 * 1024;

export function multiplyDot(c: ProductContext): void {
  const { f, plan } = c;
  const { m, k } = plan.contraction;
  const run = k.at(-1)!.extent;
  const outer = sizeOf(k) / run;
  const [rowCount, columnCount] = [sizeOf(m), sizeOf(plan.n)];
  const block = Math.max(1, Math.min(outer, Math.floor(cacheBytes / (4 * run * (rowCount + columnCount)))));
  pushWorkspace(c, c.workspace.a)
    .i32(0)
    .i32(rowCount * columnCount * 16)
    .memoryFill();
  const [first, end] = [f.local('i32'), f.local('i32')];
  f.i32(0).set(first);
  f.repeatWhileBelow(first, block, outer, () => {
    f.get(first).i32(block).op('i32.add').i32(outer);
    f.get(first).i32(block).op('i32.add').i32(outer).op('i32.lt_s').op('select').set(end);
    inTiles(c, rowCount, columnCount, (rows, columns, row, column) => tile(c, rows, columns, row, column, first, end));
  });
  f.release(first, end);
  storeSums(c, rowCount, columnCount);
}

/** Calls `body` for full tiles and the remainders; `row` and `column` count rows and columns. */
function inTiles(
  c: ProductContext,
  rowCount: number,
  columnCount: number,
  body: (rows: number, columns: number, row: Local, column: Local) => void,
): void {
  const { f, plan } = c;
  const [rows, columns] = plan.tile;
  const [row, column] = [f.local('i32'), f.local('i32')];
  const along = (counter: Local, total: number, step: number, each: (size: number) => void) => {
    f.i32(0).set(counter);
    f.count(Math.floor(total / step), 1, () => {
      each(step);
      f.advance(counter, step);
    });
    if (total % step !== 0) each(total % step);
  };
  along(row, rowCount, rows, (r) => along(column, columnCount, columns, (n) => body(r, n, row, column)));
  f.release(row, column);
}

/** Addresses of the rows (or columns) from `first` on. */
function bases(c: ProductContext, count: number, source: Local, axes: readonly Stride[], first: Local): Local[] {
  const { f } = c;
  const table = c.tables.offsets(axes);
  return Array.from({ length: count }, (_, i) => {
    const base = f.local('i32');
    f.get(source)
      .get(first)
      .i32(2)
      .op('i32.shl')
      .memory('i32.load', table + 4 * i)
      .op('i32.add')
      .set(base);
    return base;
  });
}

function tile(
  c: ProductContext,
  rows: number,
  columns: number,
  row: Local,
  column: Local,
  first: Local,
  end: Local,
): void {
  const { f, plan } = c;
  const { m, k, a, b } = plan.contraction;
  const aBases = bases(c, rows, c.a, strides(m, a.address), row);
  const bBases = bases(c, columns, c.b, strides(plan.n, b.address), column);
  const outerK = k.slice(0, -1);
  const [aTable, bTable] = [c.tables.offsets(strides(outerK, a.address)), c.tables.offsets(strides(outerK, b.address))];
  const sums = Array.from({ length: rows }, () => Array.from({ length: columns }, () => f.local('v128')));
  const partial = f.local('i32');
  const columnCount = sizeOf(plan.n);
  f.get(row).i32(columnCount).op('i32.mul').get(column).op('i32.add').i32(4).op('i32.shl');
  pushWorkspace(c, c.workspace.a).op('i32.add').set(partial);
  const place = (r: number, n: number) => (r * columnCount + n) * 16;
  sums.forEach((line, r) => {
    line.forEach((s, n) => {
      f.get(partial).memory('v128.load', place(r, n)).set(s);
    });
  });
  const [t, offset] = [f.local('i32'), f.local('i32')];
  const as = aBases.map(() => f.local('i32'));
  const bs = bBases.map(() => f.local('i32'));
  f.get(first).set(t);
  f.repeatWhileBelow(t, 1, end, () => {
    for (const [table, from, to] of [
      [aTable, aBases, as],
      [bTable, bBases, bs],
    ] as const) {
      f.get(t).i32(2).op('i32.shl').memory('i32.load', table).set(offset);
      from.forEach((base, i) => {
        f.get(base).get(offset).op('i32.add').set(to[i]!);
      });
    }
    alongRun(c, k.at(-1)!.extent, as, bs, sums);
  });
  sums.forEach((line, r) => {
    line.forEach((s, n) => {
      f.get(partial).get(s).memory('v128.store', place(r, n));
    });
  });
  f.release(partial, t, offset, ...as, ...bs, ...aBases, ...bBases, ...sums.flat());
}

/** All terms of one run; the last vector overlaps the one before and is masked where it repeats terms. */
function alongRun(
  c: ProductContext,
  run: number,
  as: readonly Local[],
  bs: readonly Local[],
  sums: readonly (readonly Local[])[],
): void {
  const { f } = c;
  const whole = Math.floor(run / 4) * 4;
  const inline = whole <= 32 ? whole : 0;
  const vector = (offset: number, repeated: number) => {
    const load = (from: Local): Local => {
      const v = f.local('v128');
      f.get(from).memory('v128.load', offset);
      if (repeated > 0) f.i32x4(...[0, 1, 2, 3].map((lane) => (lane < repeated ? 0 : -1))).op('v128.and');
      f.set(v);
      return v;
    };
    const columns = bs.map(load);
    as.forEach((a, r) => {
      const x = load(a);
      columns.forEach((y, n) => {
        multiplyAdd(f, sums[r]![n]!, x, y);
      });
      f.release(x);
    });
    f.release(...columns);
  };
  const advance = (bytes: number) => {
    for (const p of [...as, ...bs]) f.advance(p, bytes);
  };
  if (inline > 0) for (let x = 0; x < inline; x += 4) vector(4 * x, 0);
  else {
    const step = 16;
    f.count(Math.floor(whole / step), 1, () => {
      for (let x = 0; x < step; x += 4) vector(4 * x, 0);
      advance(4 * step);
    });
    const rest = whole % step;
    for (let x = 0; x < rest; x += 4) vector(4 * x, 0);
    advance(4 * rest);
  }
  if (run === whole) return;
  advance(4 * (inline + run - 4 - whole));
  vector(0, 4 - (run - whole));
}

/** Folds the four partial sums of every result. */
function storeSums(c: ProductContext, rowCount: number, columnCount: number): void {
  const { f } = c;
  const [from, rowAt, sum] = [f.local('i32'), f.local('i32'), f.local('v128')];
  const rowTable = c.tables.offsets(c.rawRows);
  const columnTable = c.tables.offsets(c.rawColumns);
  pushWorkspace(c, c.workspace.a).set(from);
  f.count(rowCount, 1, (row) => {
    f.get(c.raw).get(row).i32(2).op('i32.shl').memory('i32.load', rowTable).op('i32.add').set(rowAt);
    f.count(columnCount, 1, (column) => {
      f.get(rowAt).get(column).i32(2).op('i32.shl').memory('i32.load', columnTable).op('i32.add');
      f.get(from).memory('v128.load').tee(sum).get(sum).get(sum).shuffle([2, 3, 2, 3]).op('f32x4.add').tee(sum);
      f.get(sum).get(sum).shuffle([1, 1, 1, 1]).op('f32x4.add').lane('f32x4.extract_lane', 0);
      f.memory('f32.store').advance(from, 16);
    });
  });
  f.release(from, rowAt, sum);
}
