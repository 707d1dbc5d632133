// ScatterKernel: clear the output, or copy what is added to, then add rows one after another in the order of the axes.
// Where the innermost axis runs along a row, which one index chooses, the row is added four lanes at a time.

import type { Axis, ScatterKernel } from '../../../program/types.ts';
import { scheduleScatter } from '../../../schedule/nest/scatter.ts';
import { type ScatterSchedule, vectorOf } from '../../../schedule/nest/types.ts';
import type { Local } from '../assemble/function.ts';
import { Forms } from './forms.ts';
import type { StepContext } from './kernel.ts';
import { LongScatter } from './longScatter.ts';
import { Scope } from './scope.ts';
import { registerForms } from './stores.ts';
import { Values } from './values.ts';

export function emitScatter(k: ScatterKernel, context: StepContext): void {
  const { f } = context;
  const bytes = k.rows * k.rowLength * 4;
  if (k.onto === null) f.i32(context.addressOf(k.buffer)).i32(0).i32(bytes).memoryFill();
  else if (k.onto !== k.buffer)
    f.i32(context.addressOf(k.buffer)).i32(context.addressOf(k.onto)).i32(bytes).memoryCopy();
  if (k.axes.some((a) => a.extent === 0)) return;
  const around = new Map([...context.counters].map(([id, c]) => [id, c.extent] as const));
  const schedule = scheduleScatter(k, around, 4);
  const add = (long: LongScatter | null) => new ScatterEmitter(k, schedule, context, long, false).emit();
  if (!k.parts) {
    add(null);
    return;
  }
  const long = new LongScatter(k, k.parts, context);
  new ScatterEmitter(k, schedule, context, long, true).emit();
  long.choose(
    () => add(long),
    () => add(null),
  );
}

class ScatterEmitter {
  private readonly vectorAxis: Axis | null;
  private readonly forms: Forms;
  private readonly values: Values;

  constructor(
    private readonly k: ScatterKernel,
    private readonly schedule: ScatterSchedule,
    private readonly context: StepContext,
    private readonly long: LongScatter | null,
    private readonly counts: boolean,
  ) {
    const { axes, index, value, address } = schedule;
    this.vectorAxis = axes.find((a) => vectorOf(a)) ?? null;
    const levels = new Map(axes.map((a, i) => [a.id, i] as const));
    const counterExtents = [...context.counters].map(([id, c]) => [id, c.extent] as const);
    const extents = new Map([...counterExtents, ...axes.map((a) => [a.id, a.extent] as const)]);
    const locals = new Map([...context.counters].map(([id, c]) => [id, c.local] as const));
    this.forms = new Forms(context.f, levels, locals, extents);
    registerForms(this.forms, [index, value]);
    this.forms.register(address, 4);
    const { f, lib, addressOf } = context;
    const { forms, vectorAxis } = this;
    this.values = new Values({ f, lib, forms, vectorAxis, extents, addressOf, useCount: new Map() });
  }

  emit(): void {
    this.forms.enterRoot();
    this.loop(0);
  }

  private loop(level: number, row?: Local): void {
    const { f, forms } = this;
    if (!row && level === this.schedule.rowLevel) {
      this.row((inside) => !this.counts && this.loop(level, inside));
      return;
    }
    const axis = this.schedule.axes[level];
    if (!axis) this.add(row!, 1);
    else if (axis === this.vectorAxis) this.alongRow(level, axis, row!);
    else {
      forms.beginLevel(level);
      f.count(axis.extent, 1, () => {
        forms.enterBody(level);
        this.loop(level + 1, row);
        forms.advance(level, 1);
      });
      forms.endLevel(level);
    }
  }

  private get f() {
    return this.context.f;
  }

  /** Runs `body` where the index is in range; it is given the row's byte offset. */
  private row(body: (row: Local) => void): void {
    const { f, k } = this;
    const row = f.local('i32');
    this.values.push(this.schedule.index, new Scope(null, 1, 0, null));
    f.tee(row).i32(k.rows).op('i32.lt_u');
    f.ifElse(null, () => {
      if (this.counts) this.long?.count(row);
      else this.long?.take(row);
      f.get(row)
        .i32(k.rowLength * 4)
        .op('i32.mul')
        .set(row);
      body(row);
    });
    f.release(row);
  }

  private alongRow(level: number, axis: Axis, row: Local): void {
    const { f, forms } = this;
    forms.beginLevel(level);
    const whole = Math.floor(axis.extent / 4) * 4;
    for (const [count, width] of [
      [whole, 4],
      [axis.extent - whole, 1],
    ] as const) {
      f.count(count, width, () => {
        forms.enterBody(level);
        this.add(row, width);
        forms.advance(level, width);
      });
    }
    forms.endLevel(level);
  }

  private add(row: Local, width: 1 | 4): void {
    const { f, forms } = this;
    const { address } = this.schedule;
    const at = f.local('i32');
    f.get(row);
    forms.push(forms.register(address, 4), this.context.addressOf(this.k.buffer) + 4 * address.offset);
    f.op('i32.add')
      .tee(at)
      .get(at)
      .memory(width === 4 ? 'v128.load' : 'f32.load');
    this.values.push(this.schedule.value, new Scope(null, width, 0, null));
    f.op(width === 4 ? 'f32x4.add' : 'f32.add').memory(width === 4 ? 'v128.store' : 'f32.store');
    f.release(at);
  }
}
