// What is done to the sums of a packed contraction while they are still in registers: where every index runs over the
// rows, and over the columns, as over one axis each, the register tile itself computes the results and stores them.
import { operationCost } from '../../../program/cost.ts';
import { coefficient, insideAtom, shifted } from '../../../program/indices.ts';
import { rewriteScalars } from '../../../program/rewrite.ts';
import type { Axis, AxisId, Index } from '../../../program/types.ts';
import { countUses, indicesOf, nodesOf } from '../../../program/visit.ts';
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import { Forms } from '../nest/forms.ts';
import type { StepContext } from '../nest/kernel.ts';
import { Scope, type ValueContext } from '../nest/scope.ts';
import { type Result, registerForms, storeResults } from '../nest/stores.ts';
import { Values } from '../nest/values.ts';
import { type Contraction, sizeOf } from './recognize.ts';
import type { Sums } from './tile.ts';

/** Stand for all rows and all columns; programs have no such axes, and none counts blocks or threads (-1, -2, ...). */
const [rowAxis, columnAxis] = [-(2 ** 30), -(2 ** 30) - 1];

/** In units of one addition: dearer functions would be written out for each vector of each tile. */
const mostCost = 16;

/** The results over one axis of rows and one of columns; null where they do not run so, or cost too much. */
export function resultsOfTiles(c: Contraction): readonly Result[] | null {
  const values = c.outputs.map((o) => o.value);
  const indices = [...indicesOf(values), ...c.outputs.map((o) => o.address)];
  if (indices.some((i) => alongAll(i, c.m) === null || alongAll(i, c.n) === null)) return null;
  if (c.outputs.some((o) => alongAll(o.address, c.n) !== 1)) return null;
  let cost = 0;
  for (const s of nodesOf(values)) {
    // a row that data choose is read with a branch for each lane
    if (s.kind === 'load' && s.row) return null;
    if (s.kind === 'apply') cost += operationCost[s.op];
  }
  if (cost > mostCost) return null;
  const gone = new Set([...c.m, ...c.n].map((a) => a.id));
  const collapse = (i: Index): Index => ({
    offset: i.offset,
    terms: [
      ...i.terms.filter((t) => t.atom.kind !== 'axis' || !gone.has(t.atom.id)),
      ...term(rowAxis, alongAll(i, c.m)!),
      ...term(columnAxis, alongAll(i, c.n)!),
    ],
  });
  const collapsed = rewriteScalars(values, { index: collapse });
  return c.outputs.map((o, i) => ({ buffer: o.buffer, address: collapse(o.address), value: collapsed[i]! }));
}

const term = (id: AxisId, factor: number): Index['terms'] =>
  factor === 0 ? [] : [{ atom: { kind: 'axis', id }, factor }];

/** The index's factor of all axes as one, counted row by row; null: it runs over them otherwise. */
function alongAll(i: Index, axes: readonly Axis[]): number | null {
  const real = axes.filter((a) => a.extent !== 1);
  if (real.some((a) => insideAtom(i, a.id))) return null;
  const inner = real.at(-1);
  const factor = inner ? coefficient(i, inner.id) : 0;
  let stride = 1;
  for (const a of [...real].reverse()) {
    if (coefficient(i, a.id) !== factor * stride) return null;
    stride *= a.extent;
  }
  return factor;
}

export interface Corner {
  /** the numbers of the tile's first row and column */
  readonly row: Local;
  readonly column: Local;
  /** of the loops around the product, in their order */
  readonly counters: readonly Local[];
}

/** Stores the results of one tile, in a function of its own. */
export class TileStore {
  private readonly extents: ReadonlyMap<AxisId, number>;

  constructor(
    private readonly context: Pick<StepContext, 'lib' | 'addressOf'>,
    private readonly results: readonly Result[],
    contraction: Contraction,
    /** the loops around the product and the kernel, whose counters the tile is given */
    readonly around: readonly Axis[],
  ) {
    this.extents = new Map([
      ...around.map((a) => [a.id, a.extent] as const),
      [rowAxis, sizeOf(contraction.m)],
      [columnAxis, sizeOf(contraction.n)],
    ]);
  }

  write(f: FunctionBuilder, sums: Sums, columns: number, { row, column, counters }: Corner): void {
    const locals = new Map(this.around.map((a, i) => [a.id, counters[i]!] as const));
    const forms = new Forms(f, new Map(), locals.set(rowAxis, row).set(columnAxis, column), this.extents);
    const { results } = this;
    registerForms(
      forms,
      results.map((r) => r.value),
    );
    for (const r of results) forms.register(r.address, 4);
    forms.enterRoot();
    sums.forEach((line, r) => {
      line.forEach((sum, v) => {
        const lanes = Math.min(4, columns - 4 * v);
        if (lanes === 4) this.point(f, forms, r, 4 * v, 4, sum);
        else for (let lane = 0; lane < lanes; lane++) this.lane(f, forms, r, 4 * v, lane, sum);
      });
    });
  }

  private lane(f: FunctionBuilder, forms: Forms, row: number, column: number, lane: number, sum: Local): void {
    const own = f.local('f32');
    f.get(sum).lane('f32x4.extract_lane', lane).set(own);
    this.point(f, forms, row, column + lane, 1, own);
    f.release(own);
  }

  private point(f: FunctionBuilder, forms: Forms, row: number, column: number, width: 1 | 4, sum: Local): void {
    const move = (i: Index): Index => {
      const down = shifted(i, rowAxis, { offset: row, terms: [] });
      // four lanes are counted from the tile's first column
      return width === 4 ? down : shifted(down, columnAxis, { offset: column, terms: [] });
    };
    const values = rewriteScalars(
      this.results.map((r) => r.value),
      { index: move },
    );
    const results = this.results.map((r, i) => ({ ...r, address: move(r.address), value: values[i]! }));
    const context: ValueContext = {
      f,
      lib: this.context.lib,
      forms,
      vectorAxis: width === 4 ? { id: columnAxis, extent: this.extents.get(columnAxis)! } : null,
      extents: this.extents,
      addressOf: this.context.addressOf,
      useCount: countUses(values),
    };
    const scope = new Scope(null, width, width === 4 ? column : 0, new Scope(null, 1, 0, null));
    scope.reduced = sum;
    storeResults(context, new Values(context), results, scope);
  }
}
