// Scalar expressions to instructions, on one lane or four. Values that do not depend on the vector axis are computed on
// one lane and spread; shared subtrees are computed once per scope.
import type { DType } from '../../../../dsl/dtype.ts';
import { uses } from '../../../program/indices.ts';
import type { Condition, Scalar } from '../../../program/types.ts';
import { childrenOf, ownIndices } from '../../../program/visit.ts';
import { laneOffset, laneOffsets } from '../../../schedule/nest/lanes.ts';
import { alwaysHolds } from '../../../schedule/nest/vectorize.ts';
import type { Local } from '../assemble/function.ts';
import { Loads } from './loads.ts';
import { arithmetic, isComparison, type Width } from './operations.ts';
import { machine, Scope, type ValueContext, type ValueEmitter } from './scope.ts';

export class Values implements ValueEmitter {
  private readonly varying = new Map<Scalar, boolean>();
  private readonly loads: Loads;

  constructor(private readonly c: ValueContext) {
    this.loads = new Loads(c, this);
  }

  /** Whether four neighbouring points along the vector axis may have different values. */
  varies(s: Scalar): boolean {
    const { vectorAxis } = this.c;
    if (!vectorAxis) return false;
    let known = this.varying.get(s);
    if (known === undefined) {
      known =
        s.kind === 'reduced' ||
        ownIndices(s).some((i) => uses(i, vectorAxis.id)) ||
        childrenOf(s).some((x) => this.varies(x));
      this.varying.set(s, known);
    }
    return known;
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
        const reduced = s.kind === 'reduced' && (s.extreme ? at.extreme : at.reduced);
        if (reduced) return reduced;
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
  home(scope: Scope): Scope {
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
      f.memory('v128.load32_splat', this.loads.pushAddress(s, 0));
    } else {
      this.push(s, new Scope(home, 1, 0, null));
      f.op(`${machine(s.dtype)}x4.splat`);
    }
    this.remember(s, home, 4);
  }

  private compute(s: Scalar, scope: Scope): void {
    switch (s.kind) {
      case 'load':
        this.loads.emit(s, scope);
        return;
      case 'index':
        this.index(s.value, scope);
        return;
      case 'literal':
        this.literal(s.value, s.dtype, scope.width);
        return;
      case 'reduced':
        throw new Error('wasm: nothing is reduced');
      case 'guard':
        this.guard(s, scope);
        return;
      case 'apply':
        this.apply(s, scope);
    }
  }

  literal(value: number, dtype: DType, width: Width): void {
    const { f } = this.c;
    if (dtype === 'f32') width === 1 ? f.f32(value) : f.f32x4(value);
    else width === 1 ? f.i32(value) : f.i32x4(value);
  }

  /** on four lanes: the first lane's value and what each lane adds */
  private index(value: Condition['value'], scope: Scope): void {
    const { f, forms, vectorAxis } = this.c;
    const form = forms.register(value, 1);
    if (scope.width === 1) {
      forms.push(form, value.offset);
      return;
    }
    const offsets = vectorAxis ? laneOffsets(value, vectorAxis.id, scope.shift) : [0];
    forms.push(form, value.offset + (vectorAxis ? laneOffset(value, vectorAxis.id, scope.shift) : 0));
    f.op('i32x4.splat');
    if (offsets.some((x) => x !== 0)) f.i32x4(...offsets).op('i32x4.add');
  }

  private guard(s: Extract<Scalar, { kind: 'guard' }>, scope: Scope): void {
    const { f, vectorAxis } = this.c;
    const needed = s.conditions.filter((c) => !alwaysHolds(c, this.c.extents));
    const inside = new Scope(scope, scope.width, scope.shift, null);
    if (needed.length === 0) {
      this.push(s.value, scope);
      return;
    }
    const isVarying = (c: Condition) =>
      scope.width === 4 && !!vectorAxis && [1, 2, 3, 4].some((lane) => laneOffset(c.value, vectorAxis.id, lane) !== 0);
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
      if (c.kind !== 'range') throw new Error('wasm: a divisor in lanes');
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
        this.writeCondition(s, scope);
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

  /** Pushes i32 0 or 1 on one lane, a mask on four. What is combined of others and used again is kept as a value. */
  private pushCondition(s: Scalar, scope: Scope): void {
    const wide = scope.width === 4;
    const isKept = s.kind === 'apply' && (s.op === 'and' || s.op === 'or') && (this.c.useCount.get(s) ?? 0) > 1;
    const isHere = s.kind === 'apply' && !isKept && !this.lookup(s, scope, wide) && (!wide || this.varies(s));
    if (!isHere || !this.writeCondition(s, scope)) this.pushNonZero(s, scope);
  }

  /** Computes the condition on the stack, if that is what the operation gives. */
  private writeCondition({ op, args }: Extract<Scalar, { kind: 'apply' }>, scope: Scope): boolean {
    const { f, lib } = this.c;
    const wide = scope.width === 4;
    if (op === 'and' || op === 'or') {
      for (const a of args) this.pushCondition(a, scope);
      f.op(`${wide ? 'v128' : 'i32'}.${op}`);
    } else if (op === 'not') {
      this.pushCondition(args[0]!, scope);
      f.op(wide ? 'v128.not' : 'i32.eqz');
    } else if (op === 'toBool') {
      this.pushNonZero(args[0]!, scope);
    } else if (isComparison(op)) {
      for (const a of args) this.push(a, scope);
      arithmetic[op as 'less'](f, lib, machine(args[0]!.dtype), scope.width);
    } else return false;
    return true;
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
