// dot: both operands are contiguous along the innermost reduction axis, so each result sums four terms at a time, in a
// register tile of rows by columns. Outer terms go in blocks that fit the first-level cache; between blocks the four
// partial sums of every result wait in the workspace. How many fit depends on the rows and columns, which are fewer in a
// thread's share: a block goes on from the sums of the one before. Only a part, as long whatever the rows, starts at 0.
import { sizeOf } from '../../../program/indices.ts';
import { dotPart, longestRun } from '../../../schedule/contraction/costs.ts';
import { type Stride, strides } from '../../../schedule/contraction/packing.ts';
import type { Local } from '../assemble/function.ts';
import { type ProductContext, pushWorkspace } from './common.ts';
import { addTerm, inParts, inSteps, type Order, overTerms, type Sums } from './tile.ts';

const cacheBytes = 128 * 1024;

export function multiplyDot(c: ProductContext): void {
  const { f } = c;
  const { m, n, k } = c.piece.contraction;
  const run = k.at(-1)!.extent;
  const outer = sizeOf(k) / run;
  const part = dotPart(k);
  const [rowCount, columnCount] = [sizeOf(m), sizeOf(n)];
  const bytes = rowCount * columnCount * 16;
  const block = Math.max(1, Math.min(part, Math.floor(cacheBytes / (4 * run * (rowCount + columnCount)))));
  pushWorkspace(c, c.workspace.a)
    .i32(0)
    .i32(part < outer ? 2 * bytes : bytes)
    .memoryFill();
  const [first, end, partEnd] = [f.local('i32'), f.local('i32'), f.local('i32')];
  /** sets the local to first + size, or to `bound` where that is less */
  const setEnd = (local: Local, size: number, bound: () => void) => {
    f.get(first).i32(size).op('i32.add').tee(local);
    bound();
    f.get(local);
    bound();
    f.op('i32.lt_s').op('select').set(local);
  };
  f.i32(0).set(first);
  f.repeatWhileBelow(first, 0, outer, () => {
    setEnd(partEnd, part, () => f.i32(outer));
    f.repeatWhileBelow(first, block, partEnd, () => {
      setEnd(end, block, () => f.get(partEnd));
      inTiles(c, rowCount, columnCount, (rows, columns, row, column) =>
        tile(c, rows, columns, row, column, first, end),
      );
    });
    f.get(partEnd).set(first);
    if (part < outer) addPart(c, bytes);
  });
  f.release(first, end, partEnd);
  storeSums(c, rowCount, columnCount, part < outer ? bytes : 0);
}

/** Adds the sums of a part, the first `bytes` of the workspace, to the totals after them. */
function addPart(c: ProductContext, bytes: number): void {
  const { f } = c;
  const at = f.local('i32');
  pushWorkspace(c, c.workspace.a).set(at);
  f.count(bytes, 16, () => {
    f.get(at).get(at).memory('v128.load', bytes).get(at).memory('v128.load').op('f32x4.add');
    f.memory('v128.store', bytes).get(at).f32x4(0).memory('v128.store').advance(at, 16);
  });
  f.release(at);
}

/** Calls `body` for full tiles and the remainders; `row` and `column` count rows and columns. */
function inTiles(
  c: ProductContext,
  rowCount: number,
  columnCount: number,
  body: (rows: number, columns: number, row: Local, column: Local) => void,
): void {
  const { f } = c;
  const [rows, columns] = c.tile;
  const [row, column] = [f.local('i32'), f.local('i32')];
  f.i32(0).set(row);
  inSteps(f, rowCount, rows, (r) => {
    f.i32(0).set(column);
    inSteps(f, columnCount, columns, (n) => {
      body(r, n, row, column);
      f.advance(column, n);
    });
    f.advance(row, r);
  });
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
  const { f } = c;
  const { m, n: across, k, a, b } = c.piece.contraction;
  const aBases = bases(c, rows, c.a, strides(m, a.address), row);
  const bBases = bases(c, columns, c.b, strides(across, b.address), column);
  const outerK = k.slice(0, -1);
  const [aTable, bTable] = [c.tables.offsets(strides(outerK, a.address)), c.tables.offsets(strides(outerK, b.address))];
  const sums = Array.from({ length: rows }, () => Array.from({ length: columns }, () => f.local('v128')));
  const partial = f.local('i32');
  const columnCount = sizeOf(across);
  f.get(row).i32(columnCount).op('i32.mul').get(column).op('i32.add').i32(4).op('i32.shl');
  pushWorkspace(c, c.workspace.a).op('i32.add').set(partial);
  const place = (r: number, n: number) => (r * columnCount + n) * 16;
  sums.forEach((line, r) => {
    line.forEach((s, n) => {
      f.get(partial).memory('v128.load', place(r, n)).set(s);
    });
  });
  const [t, aAt, bAt] = [f.local('i32'), f.local('i32'), f.local('i32')];
  f.get(first).set(t);
  overTerms(f, aBases[0]!, (order) =>
    f.repeatWhileBelow(t, 1, end, () => {
      f.get(t).i32(2).op('i32.shl').memory('i32.load', aTable).set(aAt);
      f.get(t).i32(2).op('i32.shl').memory('i32.load', bTable).set(bAt);
      alongRun(c, k.at(-1)!.extent, { rows: aBases, at: aAt }, { rows: bBases, at: bAt }, sums, order);
    }),
  );
  sums.forEach((line, r) => {
    line.forEach((s, n) => {
      f.get(partial).get(s).memory('v128.store', place(r, n));
    });
  });
  f.release(partial, t, aAt, bAt, ...aBases, ...bBases, ...sums.flat());
}

/** Rows (or columns) that all continue at `at` bytes after their addresses. */
interface Runs {
  readonly rows: readonly Local[];
  readonly at: Local;
}

/** All terms of one run; the last vector overlaps the one before and is masked where it repeats terms. */
function alongRun({ f }: ProductContext, run: number, a: Runs, b: Runs, sums: Sums, order: Order): void {
  const load = ({ rows, at }: Runs, i: number, offset: number, repeated: number) => {
    f.get(rows[i]!).get(at).op('i32.add').memory('v128.load', offset);
    if (repeated > 0) f.i32x4(...[0, 1, 2, 3].map((lane) => (lane < repeated ? 0 : -1))).op('v128.and');
  };
  const vector = (offset: number, repeated: number) => {
    addTerm(f, sums, {
      vector: (n) => load(b, n, offset, repeated),
      factor: (r) => load(a, r, offset, repeated),
      order,
    });
    order(sums.at(-1)!);
  };
  const advance = (terms: number) => {
    f.advance(a.at, 4 * terms).advance(b.at, 4 * terms);
  };
  const whole = Math.floor(run / 4) * 4;
  inParts(f, sums, whole, longestRun, (part) =>
    inSteps(f, part, 16, (terms) => {
      for (let x = 0; x < terms; x += 4) vector(4 * x, 0);
      advance(terms);
    }),
  );
  if (run === whole) return;
  advance(run - 4 - whole);
  vector(0, 4 - (run - whole));
}

/** Folds the four partial sums of every result, which are `offset` bytes into the workspace. */
function storeSums(c: ProductContext, rowCount: number, columnCount: number, offset: number): void {
  const { f } = c;
  const [from, rowAt, sum] = [f.local('i32'), f.local('i32'), f.local('v128')];
  const rowTable = c.tables.offsets(c.rawRows);
  const columnTable = c.tables.offsets(c.rawColumns);
  pushWorkspace(c, c.workspace.a + offset).set(from);
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
