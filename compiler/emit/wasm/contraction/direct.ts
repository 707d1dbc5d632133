// direct: result tiles of `rows` by 4 * vectors, b read in place, a packed as [panel][k][row]. No blocking of K: sums
// stay in registers from the first term to the last.
import type { Local } from '../assemble/function.ts';
import { multiplyAdd, type ProductContext, packPanel, pushWorkspace, strides } from './common.ts';
import { sizeOf } from './recognize.ts';

/** Packs all of a into the workspace. */
export function packDirect(c: ProductContext): void {
  const { f, plan, tables } = c;
  const { m, k, a } = plan.contraction;
  const [rows] = plan.tile;
  const mTable = tables.offsets(strides(m, a.address), rows);
  const kTable = tables.offsets(strides(k, a.address));
  const [destination, outer, inner] = [f.local('i32'), f.local('i32'), f.local('i32')];
  pushWorkspace(c, c.workspace.a).set(destination).i32(kTable).set(inner).i32(mTable).set(outer);
  const panel = (width: number) =>
    packPanel(f, { width, source: c.a, outer, inner, terms: sizeOf(k), destination, contiguous: false });
  f.count(Math.floor(sizeOf(m) / rows), 1, () => {
    panel(rows);
    f.advance(outer, rows * 4);
  });
  if (sizeOf(m) % rows !== 0) panel(sizeOf(m) % rows);
  f.release(destination, outer, inner);
}

export function multiplyDirect(c: ProductContext): void {
  const { f, plan } = c;
  const [, vectors] = plan.tile;
  const bTable = slotTable(c, strides(plan.n, plan.contraction.b.address));
  const rawTable = slotTable(c, c.rawColumns);
  const slots = plan.n.reduce((n, a, i) => n * (i === plan.n.length - 1 ? Math.ceil(a.extent / 4) : a.extent), 1);
  const at = f.local('i32');
  f.i32(0).set(at);
  f.count(Math.floor(slots / vectors), 1, () => {
    columns(c, vectors, bTable, rawTable, at);
    f.advance(at, vectors * 4);
  });
  if (slots % vectors !== 0) columns(c, slots % vectors, bTable, rawTable, at);
  f.release(at);
}

function slotTable(c: ProductContext, axes: readonly { extent: number; stride: number }[]): number {
  return c.tables.offsets(axes, 0, true);
}

/** All panels of rows against `vectors` vectors of columns; `at`: byte offset into the tables of vectors. */
function columns(c: ProductContext, vectors: number, bTable: number, rawTable: number, at: Local): void {
  const { f, plan } = c;
  const [rows] = plan.tile;
  const m = sizeOf(plan.contraction.m);
  const bs = Array.from({ length: vectors }, () => f.local('i32'));
  const raws = Array.from({ length: vectors }, () => f.local('i32'));
  for (let v = 0; v < vectors; v++) {
    f.get(c.b)
      .get(at)
      .memory('i32.load', bTable + 4 * v)
      .op('i32.add')
      .set(bs[v]!);
    f.get(c.raw)
      .get(at)
      .memory('i32.load', rawTable + 4 * v)
      .op('i32.add')
      .set(raws[v]!);
  }
  const [panel, row] = [f.local('i32'), f.local('i32')];
  pushWorkspace(c, c.workspace.a).set(panel).i32(c.tables.offsets(c.rawRows)).set(row);
  f.count(Math.floor(m / rows), 1, () => {
    tile(c, rows, bs, raws, panel, row);
    f.advance(row, rows * 4);
  });
  if (m % rows !== 0) tile(c, m % rows, bs, raws, panel, row);
  f.release(panel, row, ...bs, ...raws);
}

/** Terms whose offsets in b are constants apart, so that one table entry serves them. */
function termGroup(c: ProductContext): number {
  const inner = strides(plan(c).k, plan(c).b.address).at(-1);
  if (!inner || inner.stride < 0) return 1;
  for (let u = 8; u > 1; u--) if (inner.extent % u === 0) return u;
  return 1;
}

const plan = (c: ProductContext) => c.plan.contraction;

/** `panel` is left after the panel. */
function tile(
  c: ProductContext,
  rows: number,
  bs: readonly Local[],
  raws: readonly Local[],
  panel: Local,
  row: Local,
): void {
  const { f } = c;
  const group = termGroup(c);
  const kStrides = strides(plan(c).k, plan(c).b.address);
  const inner = kStrides.at(-1)!;
  const table = c.tables.offsets([
    ...kStrides.slice(0, -1),
    { extent: inner.extent / group, stride: inner.stride * group },
  ]);
  const accumulators = bs.map(() => Array.from({ length: rows }, () => f.local('v128')));
  for (const column of accumulators) for (const x of column) f.f32x4(0).set(x);
  const [entry, a] = [f.local('i32'), f.local('v128')];
  const addresses = bs.map(() => f.local('i32'));
  const values = bs.map(() => f.local('v128'));
  f.i32(table).set(entry);
  f.count(sizeOf(plan(c).k) / group, 1, () => {
    bs.forEach((b, v) => {
      f.get(b).get(entry).memory('i32.load').op('i32.add').set(addresses[v]!);
    });
    for (let u = 0; u < group; u++) {
      addresses.forEach((x, v) => {
        f.get(x)
          .memory('v128.load', u * inner.stride)
          .set(values[v]!);
      });
      for (let r = 0; r < rows; r++) {
        f.get(panel)
          .memory('v128.load32_splat', (u * rows + r) * 4)
          .set(a);
        accumulators.forEach((column, v) => {
          multiplyAdd(f, column[r]!, a, values[v]!);
        });
      }
    }
    f.advance(entry, 4).advance(panel, group * rows * 4);
  });
  for (let r = 0; r < rows; r++) {
    accumulators.forEach((column, v) => {
      f.get(raws[v]!)
        .get(row)
        .memory('i32.load', 4 * r)
        .op('i32.add')
        .get(column[r]!)
        .memory('v128.store');
    });
  }
  f.release(entry, a, ...addresses, ...values, ...accumulators.flat());
}
