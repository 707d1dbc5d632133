// Scalar expressions to instructions, on one lane or four. Values that do not depend on the vector axis are computed on
// one lane and spread; shared subtrees are computed once per scope.
import type { DType } from '../../../../dsl/dtype.ts';
import type { Axis, BufferId, Condition, Load, Scalar } from '../../../program.ts';
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import type { Library } from '../math/library.ts';
import type { Forms } from './forms.ts';
import { coefficient } from './indices.ts';
import { arithmetic, isComparison, type Machine, type Width } from './operations.ts';
import { alwaysHolds, scalarUses } from './vectorize.ts';

/** Where values are remembered: a loop body, or the inside of a guard. */
export class Scope {
  readonly narrow = new Map<Scalar, Local>();
  readonly wide = new Map<Scalar, Local>();
  /** the kernel's reduction, once it is known */
  reduced: Local | null = null;

  constructor(
    readonly parent: Scope | null,
    readonly width: Width,
    /** elements by which this stream is ahead along the vector axis */
    readonly shift: number,
    /** values that all streams of a loop share are remembered here; null inside a guard */
    readonly shared: Scope | null,
  ) {}
}

export const machine = (dtype: DType): Machine => (dtype === 'f32' ? 'f32' : 'i32');

export interface ValueContext {
  readonly f: FunctionBuilder;
  readonly lib: Library;
  readonly forms: Forms;
  readonly vectorAxis: Axis | null;
  readonly extents: ReadonlyMap<number, number>;
  readonly addressOf: (buffer: BufferId) => number;
  readonly useCount: ReadonlyMap<Scalar, number>;
}

export class Values {
  private readonly varying = new Map<Scalar, boolean>();

  constructor(private readonly c: ValueContext) {}

  /** Whether four neighbouring points along the vector axis may have different values. */
  varies(s: Scalar): boolean {
    const { vectorAxis } = this.c;
    if (!vectorAxis) return false;
    let known = this.varying.get(s);
    if (known === undefined) {
      known = s.kind === 'reduced' || scalarUses(s, vectorAxis) || this.children(s).some((x) => this.varies(x));
      this.varying.set(s, known);
    }
    return known;
  }

  private children(s: Scalar): readonly Scalar[] {
    if (s.kind === 'apply') return s.args;
    if (s.kind === 'guard') return [s.value];
    return s.kind === 'load' && s.row ? [s.row.index] : [];
  }

  /** Pushes the value on `scope.width` lanes. */
  push(s: Scalar, scope: Scope): void {
    const { f } = this.c;
    if (s.kind === 'literal') {
      this.literal(s.value, s.dtype, scope.width);
      return;
    }
    const wide = scope.width === 4;
    const known = this.lookup(s, scope, wide);
    if (known) {
      f.get(known);
      return;
    }
    if (wide && s.kind !== 'reduced' && !this.varies(s)) {
      this.spread(s, scope);
      return;
    }
    this.compute(s, scope);
    if ((this.c.useCount.get(s) ?? 0) > 1 && s.kind !== 'reduced') this.remember(s, scope, scope.width);
  }

  /** Computes now, for later pushes in this scope. */
  prepare(s: Scalar, scope: Scope): void {
    if (s.kind === 'literal' || this.lookup(s, scope, scope.width === 4)) return;
    const { f } = this.c;
    const local = f.local(scope.width === 4 ? 'v128' : machine(s.dtype));
    this.compute(s, scope);
    f.set(local);
    (scope.width === 4 ? scope.wide : scope.narrow).set(s, local);
  }

  /** Computes and spreads over four lanes now. */
  prepareWide(s: Scalar, scope: Scope): void {
    if (s.kind === 'literal' || scope.wide.has(s)) return;
    const local = this.c.f.local('v128');
    this.push(s, scope);
    this.c.f.op(`${machine(s.dtype)}x4.splat`).set(local);
    scope.wide.set(s, local);
  }

  private lookup(s: Scalar, scope: Scope, wide: boolean): Local | null {
    for (const chain of [scope, this.sharedOf(scope)]) {
      for (let at: Scope | null = chain; at; at = at.parent) {
        if (s.kind === 'reduced' && at.reduced) return at.reduced;
        const local = (wide ? at.wide : at.narrow).get(s);
        if (local) return local;
      }
    }
    return null;
  }

  private sharedOf(scope: Scope): Scope | null {
    for (let at: Scope | null = scope; at; at = at.parent) if (at.shared) return at.shared;
    return null;
  }

  /** Where a value that all streams share may be kept: not outside a guard that protects it. */
  private home(scope: Scope): Scope {
    return scope.shared ?? scope;
  }

  private remember(s: Scalar, scope: Scope, width: Width): void {
    const local = this.c.f.local(width === 4 ? 'v128' : machine(s.dtype));
    this.c.f.tee(local);
    (width === 4 ? scope.wide : scope.narrow).set(s, local);
  }

  private spread(s: Scalar, scope: Scope): void {
    const { f } = this.c;
    const home = this.home(scope);
    if (s.kind === 'load' && !s.row && !this.lookup(s, home, false)) {
      f.memory('v128.load32_splat', this.pushLoadAddress(s, 0));
    } else {
      this.push(s, new Scope(home, 1, 0, null));
      f.op(`${machine(s.dtype)}x4.splat`);
    }
    this.remember(s, home, 4);
  }

  private compute(s: Scalar, scope: Scope): void {
    switch (s.kind) {
      case 'load':
        if (s.row) this.rowLoad(s, s.row, scope);
        else this.load(s, scope, () => this.pushLoadAddress(s, scope.width === 4 ? scope.shift : 0));
        return;
      case 'index':
        this.index(s.value, scope);
        return;
      case 'literal':
        this.literal(s.value, s.dtype, scope.width);
        return;
      case 'reduced':
        throw new Error('wasm: `reduced` outside a reduction kernel');
      case 'guard':
        this.guard(s, scope);
        return;
      case 'apply':
        this.apply(s, scope);
    }
  }

  private literal(value: number, dtype: DType, width: Width): void {
    const { f } = this.c;
    if (dtype === 'f32') width === 1 ? f.f32(value) : f.f32x4(value);
    else width === 1 ? f.i32(value) : f.i32x4(value);
  }

  private stride(load: Load): number {
    return this.c.vectorAxis ? coefficient(load.address, this.c.vectorAxis.id) : 0;
  }

  /** Pushes the address of the load `lanesAhead` points further along the vector axis; returns the offset immediate. */
  private pushLoadAddress(s: Load, lanesAhead: number): number {
    const { forms, addressOf } = this.c;
    const constant = addressOf(s.buffer) + 4 * (s.address.offset + lanesAhead * this.stride(s));
    return forms.pushAddress(forms.register(s.address, 4), constant);
  }

  /** `pushAddress` may be called several times and gives the first lane's address each time */
  private load(s: Load, scope: Scope, pushAddress: (lanesAhead: number) => number): void {
    const { f } = this.c;
    const type = machine(s.dtype);
    if (scope.width === 1) {
      f.memory(`${type}.load`, pushAddress(0));
      return;
    }
    const stride = this.stride(s);
    const at = (lanes: number) => (s.row ? pushAddress(lanes) : this.pushLoadAddress(s, scope.shift + lanes));
    if (stride === 0) f.memory('v128.load32_splat', at(0));
    else if (stride === 1) f.memory('v128.load', at(0));
    else if (stride === -1) this.reversed(at);
    else if (stride === 2) {
      f.memory('v128.load', at(0));
      f.memory('v128.load', at(2)).shuffle([0, 2, 4, 6]);
    } else {
      f.memory('v128.load32_splat', at(0));
      for (let lane = 1; lane < 4; lane++) f.memory(`${type}.load`, at(lane)).lane(`${type}x4.replace_lane`, lane);
    }
  }

  private reversed(at: (lanes: number) => number): void {
    const { f } = this.c;
    f.memory('v128.load', at(3));
    const v = f.local('v128');
    f.tee(v).get(v).shuffle([3, 2, 1, 0]);
    f.release(v);
  }

  private rowLoad(s: Load, row: NonNullable<Load['row']>, scope: Scope): void {
    const { f } = this.c;
    const type = machine(s.dtype);
    const missing = s.dtype === 'f32' ? Number.NaN : 0;
    const r = f.local('i32');
    const atRow = (lanesAhead: number) => {
      f.get(r)
        .i32(row.stride * 4)
        .op('i32.mul');
      const { forms, addressOf } = this.c;
      const constant = addressOf(s.buffer) + 4 * (s.address.offset + lanesAhead * this.stride(s));
      forms.push(forms.register(s.address, 4), constant);
      f.op('i32.add');
      return 0;
    };
    const check = () => f.get(r).i32(row.count).op('i32.lt_u');
    if (scope.width === 4 && this.varies(row.index)) {
      const rows = f.local('v128');
      const out = f.local('v128');
      this.push(row.index, scope);
      f.set(rows);
      this.literal(missing, s.dtype, 4);
      f.set(out);
      for (let lane = 0; lane < 4; lane++) {
        f.get(rows).lane('i32x4.extract_lane', lane).set(r);
        check().ifElse(null, () => {
          f.get(out);
          f.memory(`${type}.load`, atRow(scope.shift + lane))
            .lane(`${type}x4.replace_lane`, lane)
            .set(out);
        });
      }
      f.get(out).release(rows, out);
    } else {
      this.push(row.index, scope.width === 4 ? new Scope(this.home(scope), 1, 0, null) : scope);
      f.set(r);
      check().ifElse(
        scope.width === 4 ? 'v128' : type,
        () => this.load(s, scope, (lanes) => atRow((scope.width === 4 ? scope.shift : 0) + lanes)),
        () => this.literal(missing, s.dtype, scope.width),
      );
    }
    f.release(r);
  }

  /** 0..3 times the vector axis's coefficient is added to the first lane's value */
  private index(value: Condition['value'], scope: Scope): void {
    const { f, forms, vectorAxis } = this.c;
    const form = forms.register(value, 1);
    const step = vectorAxis ? coefficient(value, vectorAxis.id) : 0;
    if (scope.width === 1) {
      forms.push(form, value.offset);
      return;
    }
    forms.push(form, value.offset + scope.shift * step);
    f.op('i32x4.splat');
    if (step !== 0) f.i32x4(0, step, 2 * step, 3 * step).op('i32x4.add');
  }

  private guard(s: Extract<Scalar, { kind: 'guard' }>, scope: Scope): void {
    const { f, vectorAxis } = this.c;
    const needed = s.conditions.filter((c) => !alwaysHolds(c, this.c.extents));
    const inside = new Scope(scope, scope.width, scope.shift, null);
    if (needed.length === 0) {
      this.push(s.value, scope);
      return;
    }
    const isVarying = (c: Condition) => scope.width === 4 && !!vectorAxis && coefficient(c.value, vectorAxis.id) !== 0;
    const uniform = needed.filter((c) => !isVarying(c) || c.kind === 'divides');
    const perLane = needed.filter((c) => isVarying(c) && c.kind !== 'divides');
    const type = scope.width === 4 ? 'v128' : machine(s.dtype);
    const fill = () => this.literal(s.fill, s.dtype, scope.width);
    const lanes = () => {
      if (perLane.length === 0) this.push(s.value, inside);
      else this.masked(s, perLane, inside, fill);
    };
    if (uniform.length === 0) {
      lanes();
      return;
    }
    uniform.forEach((c, i) => {
      this.condition(c);
      if (i > 0) f.op('i32.and');
    });
    f.ifElse(type, lanes, fill);
  }

  /** lanes outside take the fill; the value is not computed at all when every lane is outside */
  private masked(
    s: Extract<Scalar, { kind: 'guard' }>,
    conditions: readonly Condition[],
    inside: Scope,
    fill: () => void,
  ): void {
    const { f } = this.c;
    const mask = f.local('v128');
    conditions.forEach((c, i) => {
      if (c.kind !== 'range') throw new Error('wasm: a divisibility condition cannot vary along the vector axis');
      this.index(c.value, inside);
      f.i32x4(c.below).op('i32x4.lt_u');
      if (i > 0) f.op('v128.and');
    });
    f.tee(mask).op('v128.any_true');
    const blend = () => {
      this.push(s.value, inside);
      fill();
      f.get(mask).op('v128.bitselect');
    };
    f.ifElse('v128', blend, fill);
  }

  private condition(c: Condition): void {
    const { f, forms } = this.c;
    forms.push(forms.register(c.value, 1), c.value.offset);
    if (c.kind === 'range') f.i32(c.below).op('i32.lt_u');
    else f.i32(c.by).op('i32.rem_s').op('i32.eqz');
  }

  private apply(s: Extract<Scalar, { kind: 'apply' }>, scope: Scope): void {
    const { f, lib } = this.c;
    const { op, args } = s;
    const wide = scope.width === 4;
    switch (op) {
      case 'and':
      case 'or':
      case 'not':
      case 'toBool':
        this.pushCondition(s, scope);
        if (wide) f.i32x4(1).op('v128.and');
        return;
      case 'select':
        this.push(args[1]!, scope);
        this.push(args[2]!, scope);
        this.pushCondition(args[0]!, scope);
        f.op(wide ? 'v128.bitselect' : 'select');
        return;
      case 'toF32':
        this.push(args[0]!, scope);
        if (machine(args[0]!.dtype) === 'i32') f.op(wide ? 'f32x4.convert_i32x4_s' : 'f32.convert_i32_s');
        return;
      case 'toI32':
        this.push(args[0]!, scope);
        if (machine(args[0]!.dtype) === 'f32') f.op(wide ? 'i32x4.trunc_sat_f32x4_s' : 'i32.trunc_sat_f32_s');
        return;
      default:
        for (const a of args) this.push(a, scope);
        arithmetic[op](f, lib, machine(args[0]!.dtype), scope.width);
        if (wide && isComparison(op)) f.i32x4(1).op('v128.and');
    }
  }

  /** Pushes i32 0 or 1 on one lane, a mask on four. */
  private pushCondition(s: Scalar, scope: Scope): void {
    const { f, lib } = this.c;
    const wide = scope.width === 4;
    if (s.kind === 'apply' && !this.lookup(s, scope, wide) && (!wide || this.varies(s))) {
      const { op, args } = s;
      if (op === 'and' || op === 'or') {
        for (const a of args) this.pushCondition(a, scope);
        f.op(`${wide ? 'v128' : 'i32'}.${op}`);
        return;
      }
      if (op === 'not') {
        this.pushCondition(args[0]!, scope);
        f.op(wide ? 'v128.not' : 'i32.eqz');
        return;
      }
      if (op === 'toBool') {
        this.pushNonZero(args[0]!, scope);
        return;
      }
      if (isComparison(op)) {
        for (const a of args) this.push(a, scope);
        arithmetic[op as 'less'](f, lib, machine(args[0]!.dtype), scope.width);
        return;
      }
    }
    this.pushNonZero(s, scope);
  }

  private pushNonZero(s: Scalar, scope: Scope): void {
    const { f } = this.c;
    this.push(s, scope);
    if (scope.width === 4) {
      this.literal(0, s.dtype, 4);
      f.op(machine(s.dtype) === 'f32' ? 'f32x4.ne' : 'i32x4.ne');
    } else if (s.dtype !== 'bool') {
      this.literal(0, s.dtype, 1);
      f.op(machine(s.dtype) === 'f32' ? 'f32.ne' : 'i32.ne');
    }
  }
}
