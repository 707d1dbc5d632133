// Stores what a packed contraction makes of its sums while they are in registers (schedule/contraction/inRegisters.ts).
import { shifted } from '../../../program/indices.ts';
import { rewriteScalars } from '../../../program/rewrite.ts';
import type { Axis, AxisId, Index } from '../../../program/types.ts';
import { countUses } from '../../../program/visit.ts';
import type { InRegisters } from '../../../schedule/contraction/types.ts';
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import { Forms } from '../nest/forms.ts';
import type { StepContext } from '../nest/kernel.ts';
import { Scope, type ValueContext } from '../nest/scope.ts';
import { registerForms, storeResults } from '../nest/stores.ts';
import { Values } from '../nest/values.ts';
import type { Sums } from './tile.ts';

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
    private readonly inRegisters: InRegisters,
    /** the loops around the product and the kernel, whose counters the tile is given */
    readonly around: readonly Axis[],
  ) {
    this.extents = new Map([
      ...around.map((a) => [a.id, a.extent] as const),
      ...[inRegisters.rows, inRegisters.columns].map((a) => [a.id, a.extent] as const),
    ]);
  }

  write(f: FunctionBuilder, sums: Sums, columns: number, { row, column, counters }: Corner): void {
    const locals = new Map(this.around.map((a, i) => [a.id, counters[i]!] as const));
    const { rows, columns: all, results } = this.inRegisters;
    const forms = new Forms(f, new Map(), locals.set(rows.id, row).set(all.id, column), this.extents);
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
    const { rows, columns } = this.inRegisters;
    const move = (i: Index): Index => {
      const down = shifted(i, rows.id, { offset: row, terms: [] });
      // four lanes are counted from the tile's first column
      return width === 4 ? down : shifted(down, columns.id, { offset: column, terms: [] });
    };
    const values = rewriteScalars(
      this.inRegisters.results.map((r) => r.value),
      { index: move },
    );
    const results = this.inRegisters.results.map((r, i) => ({ ...r, address: move(r.address), value: values[i]! }));
    const context: ValueContext = {
      f,
      lib: this.context.lib,
      forms,
      vectorAxis: width === 4 ? columns : null,
      extents: this.extents,
      addressOf: this.context.addressOf,
      useCount: countUses(values),
    };
    const scope = new Scope(null, width, width === 4 ? column : 0, new Scope(null, 1, 0, null));
    scope.reduced = sum;
    storeResults(context, new Values(context), results, scope);
  }
}
