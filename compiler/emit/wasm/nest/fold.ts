// Accumulators of a reduction: their start, step, and the fold of four lanes into one.

import type { DType } from '../../../../dsl/dtype.ts';
import type { Monoid } from '../../../../dsl/expr.ts';
import { isArgument, startValue } from '../../../program/monoid.ts';
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import type { Library } from '../math/library.ts';
import { arithmetic, type Machine, type Width } from './operations.ts';
import { machine } from './scope.ts';

export interface Accumulator {
  readonly width: Width;
  readonly value: Local;
  /** argMax and argMin: the row-major index of `value` */
  readonly index: Local | null;
}

const combination = { sum: 'add', prod: 'mul', max: 'max', min: 'min', argMax: 'max', argMin: 'min' } as const;

export class Fold {
  private readonly type: Machine;

  constructor(
    private readonly f: FunctionBuilder,
    private readonly lib: Library,
    readonly monoid: Monoid,
    private readonly dtype: DType,
    /** argMax and argMin: the value is asked for too, so it is rounded and signed as that of max and min */
    private readonly withValue = false,
  ) {
    this.type = machine(dtype);
  }

  start(width: Width): Accumulator {
    const { f } = this;
    const value = f.local(width === 4 ? 'v128' : this.type);
    this.pushConstant(startValue(this.monoid, this.dtype), width);
    f.set(value);
    if (!isArgument(this.monoid)) return { width, value, index: null };
    const index = f.local(width === 4 ? 'v128' : 'i32');
    if (width === 4) f.i32x4(0);
    else f.i32(0);
    f.set(index);
    return { width, value, index };
  }

  /** the next value is on the stack; `pushIndex` pushes its row-major index on one lane */
  step(a: Accumulator, pushIndex: () => void): void {
    const { f } = this;
    if (!isArgument(this.monoid)) {
      f.get(a.value);
      this.combine(a.width);
      f.set(a.value);
      return;
    }
    const x = f.local(a.value.type);
    f.set(x);
    this.pushBetter(a, x);
    const better = f.local(a.width === 4 ? 'v128' : 'i32');
    f.set(better);
    const blend = a.width === 4 ? 'v128.bitselect' : 'select';
    f.get(x).get(a.value);
    if (this.withValue) this.combine(a.width);
    else f.get(better).op(blend);
    f.set(a.value);
    pushIndex();
    if (a.width === 4) f.op('i32x4.splat');
    f.get(a.index!).get(better).op(blend).set(a.index!);
    f.release(x, better);
  }

  /** The first lanes of the vector on the stack were folded before: they become what changes nothing. */
  forget(lanes: number): void {
    if (lanes === 0) return;
    this.pushConstant(startValue(this.monoid, this.dtype), 4);
    const from = (lane: number) => (lane < lanes ? 4 + lane : lane);
    this.f.shuffle([from(0), from(1), from(2), from(3)]);
  }

  /** x beats the best so far, or is the first NaN */
  private pushBetter(a: Accumulator, x: Local): void {
    const { f } = this;
    const lanes = a.width === 4 ? (`${this.type}x4` as const) : this.type;
    const order = this.monoid === 'argMax' ? 'gt' : 'lt';
    f.get(x).get(a.value);
    if (lanes === 'f32') f.op(`f32.${order}`);
    else if (lanes === 'f32x4') f.op(`f32x4.${order}`);
    else f.op(lanes === 'i32' ? `i32.${order}_s` : `i32x4.${order}_s`);
    if (this.type === 'i32') return;
    const bits = a.width === 4 ? 'v128' : 'i32';
    f.get(x)
      .get(x)
      .op(`${lanes as 'f32'}.ne`)
      .get(a.value)
      .get(a.value)
      .op(`${lanes as 'f32'}.eq`);
    f.op(`${bits}.and`).op(`${bits}.or`);
  }

  /** Adds `from` to `into`, both of the same width. */
  merge(into: Accumulator, from: Accumulator): void {
    this.f.get(into.value).get(from.value);
    this.combine(into.width);
    this.f.set(into.value);
  }

  /** Folds the four lanes of `wide` into the one of `into`. */
  mergeLanes(into: Accumulator, wide: Accumulator): void {
    const { f } = this;
    for (const lanes of [
      [2, 3, 2, 3],
      [1, 1, 1, 1],
    ] as const) {
      f.get(wide.value).get(wide.value).get(wide.value).shuffle([lanes[0], lanes[1], lanes[2], lanes[3]]);
      this.combine(4);
      f.set(wide.value);
    }
    f.get(into.value).get(wide.value).lane(`${this.type}x4.extract_lane`, 0);
    this.combine(1);
    f.set(into.value);
  }

  result(a: Accumulator): Local {
    return a.index ?? a.value;
  }

  private combine(width: Width): void {
    arithmetic[combination[this.monoid]](this.f, this.lib, this.type, width);
  }

  private pushConstant(value: number, width: Width): void {
    const { f } = this;
    if (this.type === 'f32') width === 4 ? f.f32x4(value) : f.f32(value);
    else width === 4 ? f.i32x4(value) : f.i32(value);
  }
}
