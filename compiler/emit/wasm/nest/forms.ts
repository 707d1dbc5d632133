// Address arithmetic of a loop nest by strength reduction: each linear form of the loop counters is kept in a local that
// its loops advance, so the innermost loop only adds constants. Forms with equal terms share one local; their constants
// go into the offset immediate of the memory instruction.

import { rangeOf } from '../../../program/indices.ts';
import type { Atom, AxisId, Index } from '../../../program/types.ts';
import type { FunctionBuilder, Local } from '../assemble/function.ts';

export const rootLevel = -1;

/** sum factor * axis + sum factor * atom, in units of `scale` (4 for byte addresses) */
export interface Form {
  readonly terms: readonly { readonly level: number; readonly factor: number }[];
  readonly atoms: readonly { readonly atom: AtomValue; readonly factor: number }[];
  readonly level: number;
  /** least value over the nest (in units) */
  readonly low: number;
  /** counter parameters */
  readonly parameters: readonly { readonly local: Local; readonly factor: number }[];
  /** the local that holds the value at the current level, null while it is 0 */
  current: Local | null;
  /** advanced by the loop of each level */
  readonly stepping: Map<number, Local>;
}

export interface AtomValue {
  readonly kind: 'floor' | 'modulo';
  readonly by: number;
  readonly form: Form;
  readonly offset: number;
  readonly level: number;
  readonly nonNegative: boolean;
  current: Local | null;
}

export class Forms {
  private readonly forms = new Map<string, Form>();
  /** the same by the index itself */
  private readonly seen = new Map<Index, { readonly scale: number; readonly form: Form }>();
  private readonly atoms = new Map<string, AtomValue>();
  /** forms and atoms, operands before users */
  private readonly order: ({ form: Form } | { atom: AtomValue })[] = [];
  private readonly saved: { form: Form; current: Local | null }[][] = [];

  constructor(
    private readonly f: FunctionBuilder,
    private readonly levels: ReadonlyMap<AxisId, number>,
    private readonly counters: ReadonlyMap<AxisId, Local>,
    private readonly extents: ReadonlyMap<AxisId, number>,
  ) {}

  /** The form of an index without its offset. Call for every index before `enterRoot`. */
  register(i: Index, scale: number): Form {
    const seen = this.seen.get(i);
    if (seen?.scale === scale) return seen.form;
    const form = this.found(i, scale);
    this.seen.set(i, { scale, form });
    return form;
  }

  private found(i: Index, scale: number): Form {
    const key = `${scale}:${JSON.stringify(i.terms)}`;
    const known = this.forms.get(key);
    if (known) return known;
    const terms = new Map<number, number>();
    const parameters: { local: Local; factor: number }[] = [];
    const atoms: { atom: AtomValue; factor: number }[] = [];
    let level = rootLevel;
    for (const { atom, factor } of i.terms) {
      if (atom.kind !== 'axis') {
        const value = this.registerAtom(atom);
        atoms.push({ atom: value, factor: factor * scale });
        level = Math.max(level, value.level);
        continue;
      }
      const at = this.levels.get(atom.id);
      if (at !== undefined) {
        terms.set(at, (terms.get(at) ?? 0) + factor * scale);
        level = Math.max(level, at);
        continue;
      }
      const local = this.counters.get(atom.id);
      if (!local) throw new Error(`wasm: an index uses axis ${atom.id}, which no loop around it defines`);
      parameters.push({ local, factor: factor * scale });
    }
    const low = rangeOf({ offset: 0, terms: i.terms }, this.extents)[0] * scale;
    const form: Form = {
      terms: [...terms].map(([at, factor]) => ({ level: at, factor })),
      atoms,
      level,
      low,
      parameters,
      current: null,
      stepping: new Map(),
    };
    this.forms.set(key, form);
    this.order.push({ form });
    return form;
  }

  private registerAtom(atom: Exclude<Atom, { kind: 'axis' }>): AtomValue {
    const key = JSON.stringify(atom);
    const known = this.atoms.get(key);
    if (known) return known;
    const form = this.register(atom.value, 1);
    const value: AtomValue = {
      kind: atom.kind,
      by: atom.by,
      form,
      offset: atom.value.offset,
      level: form.level,
      nonNegative: rangeOf(atom.value, this.extents)[0] >= 0,
      current: null,
    };
    this.atoms.set(key, value);
    this.order.push({ atom: value });
    return value;
  }

  /** Values that depend on the enclosing loops' counters only. */
  enterRoot(): void {
    const { f } = this;
    for (const item of this.order) {
      if ('atom' in item) {
        if (item.atom.level === rootLevel) this.emitAtom(item.atom);
        continue;
      }
      const { form } = item;
      const rootAtoms = form.atoms.filter((a) => a.atom.level === rootLevel);
      if (form.parameters.length + rootAtoms.length === 0) continue;
      form.current = f.local('i32');
      f.i32(0);
      for (const { local, factor } of form.parameters) f.get(local).i32(factor).op('i32.mul').op('i32.add');
      this.addAtoms(rootAtoms);
      f.set(form.current);
    }
  }

  /** Before the loop of `level`: the locals that it advances start at the outer value. */
  beginLevel(level: number): void {
    const { f } = this;
    this.saved.push([...this.forms.values()].map((form) => ({ form, current: form.current })));
    for (const form of this.forms.values()) {
      if (!form.terms.some((t) => t.level === level)) continue;
      const local = f.local('i32');
      if (form.current) f.get(form.current);
      else f.i32(0);
      f.set(local);
      form.stepping.set(level, local);
    }
  }

  /** At the top of each pass: everything that becomes known at this level. */
  enterBody(level: number): void {
    const { f } = this;
    for (const item of this.order) {
      if ('atom' in item) {
        if (item.atom.level === level) this.emitAtom(item.atom);
        continue;
      }
      const { form } = item;
      const base = form.stepping.get(level) ?? this.outer(form);
      const atoms = form.atoms.filter((a) => a.atom.level === level);
      form.current = base;
      if (atoms.length === 0) continue;
      const local = f.local('i32');
      if (base) f.get(base);
      else f.i32(0);
      this.addAtoms(atoms);
      f.set(local);
      form.current = local;
    }
  }

  /** After a pass over `step` points. */
  advance(level: number, step: number): void {
    for (const form of this.forms.values()) {
      const local = form.stepping.get(level);
      const term = form.terms.find((t) => t.level === level);
      if (local && term) this.f.advance(local, term.factor * step);
    }
  }

  endLevel(level: number): void {
    const outer = this.saved.pop() ?? [];
    for (const { form, current } of outer) {
      form.current = current;
      const local = form.stepping.get(level);
      if (local) this.f.release(local);
      form.stepping.delete(level);
    }
  }

  /** Pushes the form's value plus `constant`, as an integer. */
  push(form: Form, constant: number): void {
    if (!form.current) {
      this.f.i32(constant);
      return;
    }
    this.f.get(form.current);
    if (constant !== 0) this.f.i32(constant).op('i32.add');
  }

  /**
   * Pushes an address and returns the offset immediate that goes with it: address + offset = form + constant. The part
   * on the stack must not be negative, since the engine extends it as unsigned.
   */
  pushAddress(form: Form, constant: number): number {
    if (!form.current) {
      this.f.i32(0);
      return constant;
    }
    if (form.low >= 0 && constant >= 0) {
      this.f.get(form.current);
      return constant;
    }
    this.push(form, constant);
    return 0;
  }

  private outer(form: Form): Local | null {
    return this.saved.at(-1)?.find((s) => s.form === form)?.current ?? null;
  }

  private addAtoms(atoms: Form['atoms']): void {
    for (const { atom, factor } of atoms) this.f.get(atom.current!).i32(factor).op('i32.mul').op('i32.add');
  }

  private emitAtom(atom: AtomValue): void {
    const { f } = this;
    atom.current ??= f.local('i32');
    const value = f.local('i32');
    this.push(atom.form, atom.offset);
    f.set(value);
    const shift = Math.log2(atom.by);
    const powerOfTwo = Number.isInteger(shift);
    if (atom.kind === 'floor') {
      f.get(value);
      if (powerOfTwo) f.i32(shift).op('i32.shr_s');
      else this.floorDivide(value, atom);
    } else if (powerOfTwo)
      f.get(value)
        .i32(atom.by - 1)
        .op('i32.and');
    else this.floorModulo(value, atom);
    f.set(atom.current);
    f.release(value);
  }

  /** value on the stack -> floor(value / by); for negative values by -((-value - 1) / by) - 1 = ~(~value / by) */
  private floorDivide(value: Local, atom: AtomValue): void {
    const { f } = this;
    if (atom.nonNegative) {
      f.i32(atom.by).op('i32.div_u');
      return;
    }
    const sign = f.local('i32');
    f.i32(31).op('i32.shr_s').tee(sign).get(value).op('i32.xor').i32(atom.by).op('i32.div_u').get(sign).op('i32.xor');
    f.release(sign);
  }

  private floorModulo(value: Local, atom: AtomValue): void {
    const { f } = this;
    f.get(value);
    if (atom.nonNegative) {
      f.i32(atom.by).op('i32.rem_u');
      return;
    }
    const r = f.local('i32');
    f.i32(atom.by).op('i32.rem_s').tee(r);
    f.get(r).i32(31).op('i32.shr_s').i32(atom.by).op('i32.and').op('i32.add');
    f.release(r);
  }
}
