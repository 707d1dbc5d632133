// Hand-built and random Programs for the tests of emitters.

import type { Axis, Buffer, Condition, Index, Program, Scalar, Step } from '../../compiler/program/types.ts';
import type { DType, TypedArray } from '../../dsl/dtype.ts';
import type { Monoid } from '../../dsl/expr.ts';
import type { ScalarName } from '../../dsl/scalar/op.ts';

export type Random = () => number;

/** mulberry32 (Ettinger 2017) */
export function random(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const pick = <T>(r: Random, from: readonly T[]): T => from[Math.floor(r() * from.length)]!;

/** offset + sum factor * axis */
export function affine(offset: number, ...terms: readonly (readonly [Axis, number])[]): Index {
  return { offset, terms: terms.map(([a, factor]) => ({ atom: { kind: 'axis', id: a.id }, factor })) };
}

export function apply(op: ScalarName, dtype: DType, ...args: readonly Scalar[]): Scalar {
  return { kind: 'apply', op, dtype, args };
}

export function load(buffer: number, address: Index, dtype: DType = 'f32'): Scalar {
  return { kind: 'load', buffer, address, dtype };
}

export function literal(value: number, dtype: DType = 'f32'): Scalar {
  return { kind: 'literal', value, dtype };
}

export function buffer(id: number, length: number, dtype: DType = 'f32', role: Buffer['role'] = 'output'): Buffer {
  return { id, name: `b${id}`, dtype, length, role };
}

export function program(buffers: readonly Buffer[], steps: readonly Step[]): Program {
  return { buffers, steps, inputs: [], states: [], outputs: [], arenaBytes: 0, unsharedBytes: 0 };
}

export function fill(r: Random, b: Buffer): TypedArray {
  if (b.dtype === 'f32') return Float32Array.from({ length: b.length }, () => r() * 4 - 2);
  return Int32Array.from({ length: b.length }, () =>
    b.dtype === 'bool' ? Math.floor(r() * 2) : Math.floor(r() * 9) - 3,
  );
}

const floatUnary = ['neg', 'abs', 'sign', 'exp', 'tanh', 'sigmoid', 'floor', 'round', 'ceil', 'erf', 'expm1'] as const;
const binary = ['add', 'sub', 'mul', 'max', 'min', 'div', 'mod'] as const;
const comparison = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const;

/** Random kernels: every kind of scalar, index atom and monoid over small boxes. Buffers 0 (f32), 1 (i32), 2 (bool) are read. */
export class RandomKernel {
  private readonly size = 4096;

  /** `extremes`: argMax and argMin may be asked for the value too */
  constructor(
    private readonly r: Random,
    private readonly extremes = false,
  ) {}

  build(): Program {
    const { r } = this;
    const extent = () => pick(r, [0, 1, 1, 2, 3, 4, 5, 7, 8, 12, 13, 17, 36]);
    const axes = (count: number, from: number): Axis[] =>
      Array.from({ length: count }, (_, i) => ({ id: from + i, extent: extent() }));
    let spatial = axes(Math.floor(r() * 4), 1);
    let reduce = r() < 0.5 ? axes(Math.floor(r() * 3), 10) : [];
    const shrink = (list: Axis[]) => list.map((a) => ({ ...a, extent: Math.min(a.extent, 5) }));
    if (spatial.concat(reduce).reduce((n, a) => n * a.extent, 1) > 5000)
      [spatial, reduce] = [shrink(spatial), shrink(reduce)];
    const monoid: Monoid | null =
      reduce.length > 0 ? pick(r, ['sum', 'max', 'min', 'prod', 'argMax', 'argMin'] as const) : null;
    const reduced = pick(r, ['f32', 'i32'] as const);
    const isArgument = monoid === 'argMax' || monoid === 'argMin';
    const value = monoid ? this.scalar(reduced, [...spatial, ...reduce], 3) : null;
    const outputs = Array.from({ length: r() < 0.3 ? 2 : 1 }, (_, i) => {
      const dtype = pick(r, ['f32', 'i32', 'bool'] as const);
      let result = this.scalar(dtype, spatial, 3);
      if (monoid) {
        const own: Scalar =
          isArgument && this.extremes && r() < 0.5
            ? { kind: 'reduced', dtype: reduced, extreme: true }
            : { kind: 'reduced', dtype: isArgument ? 'i32' : reduced };
        result = apply(
          'select',
          dtype,
          this.scalar('bool', spatial, 1),
          this.cast(own, dtype),
          r() < 0.5 ? result : this.cast(own, dtype),
        );
      }
      return { buffer: 3 + i, address: this.rowMajor(spatial), value: result, dtype };
    });
    const count = spatial.reduce((n, a) => n * a.extent, 1);
    const buffers = [
      buffer(0, this.size, 'f32', 'input'),
      buffer(1, this.size, 'i32', 'input'),
      buffer(2, this.size, 'bool', 'input'),
      ...outputs.map((o, i) => buffer(3 + i, count, o.dtype)),
    ];
    const reduction = monoid && value ? { axes: reduce, monoid, value } : null;
    return program(buffers, [{ kind: 'kernel', name: 'k0', axes: spatial, reduction, outputs }]);
  }

  private rowMajor(axes: readonly Axis[]): Index {
    let stride = 1;
    const order = [...axes];
    const terms: [Axis, number][] = [];
    for (const a of order.reverse()) {
      terms.push([a, stride]);
      stride *= Math.max(1, a.extent);
    }
    return affine(0, ...terms);
  }

  private cast(s: Scalar, to: DType): Scalar {
    if (s.dtype === to) return s;
    return apply(to === 'f32' ? 'toF32' : to === 'i32' ? 'toI32' : 'toBool', to, s);
  }

  /** an index with values in [0, size), or anything when `free` */
  private index(axes: readonly Axis[], free = false): Index {
    const { r } = this;
    const terms = axes
      .filter(() => r() < 0.75)
      .map((a) => {
        const axis = { kind: 'axis', id: a.id } as const;
        const inner: Index = {
          offset: Math.floor(r() * 7) - 3,
          terms: [{ atom: axis, factor: pick(r, [1, 2, -1, 3]) }],
        };
        const atom =
          r() < 0.85
            ? axis
            : ({ kind: pick(r, ['floor', 'modulo'] as const), value: inner, by: pick(r, [2, 3, 4, 5]) } as const);
        return { atom, factor: pick(r, [1, 1, 1, 2, -1, 5, 12]) };
      });
    return { offset: free ? Math.floor(r() * 9) - 4 : 1500, terms };
  }

  private condition(axes: readonly Axis[]): Condition {
    const value = this.index(axes, true);
    if (this.r() < 0.3) return { kind: 'divides', value, by: pick(this.r, [2, 3]) };
    return { kind: 'range', value, below: Math.floor(this.r() * 12) };
  }

  private scalar(dtype: DType, axes: readonly Axis[], depth: number): Scalar {
    const { r } = this;
    const next = (d: DType) => this.scalar(d, axes, depth - 1);
    if (depth === 0 || r() < 0.2) {
      if (dtype === 'i32' && r() < 0.3) return { kind: 'index', value: this.index(axes, true), dtype: 'i32' };
      if (r() < 0.15) return literal(dtype === 'bool' ? 1 : Math.floor(r() * 5) - 2, dtype);
      const from = { f32: 0, i32: 1, bool: 2 }[dtype];
      if (r() < 0.15) {
        const row = { index: this.scalar('i32', axes, 0), stride: 7, count: 4 };
        return { kind: 'load', buffer: from, address: this.index(axes), dtype, row };
      }
      return load(from, this.index(axes), dtype);
    }
    if (r() < 0.2) {
      const conditions = Array.from({ length: 1 + Math.floor(r() * 2) }, () => this.condition(axes));
      return { kind: 'guard', conditions, value: next(dtype), fill: dtype === 'bool' ? 0 : -1, dtype };
    }
    if (r() < 0.15) return apply('select', dtype, next('bool'), next(dtype), next(dtype));
    if (dtype === 'bool') {
      const kind = pick(r, ['compare', 'logic', 'not', 'cast'] as const);
      const d = pick(r, ['f32', 'i32'] as const);
      if (kind === 'compare') return apply(pick(r, comparison), 'bool', next(d), next(d));
      if (kind === 'logic') return apply(pick(r, ['and', 'or'] as const), 'bool', next('bool'), next('bool'));
      if (kind === 'not') return apply('not', 'bool', next('bool'));
      return apply('toBool', 'bool', next(d));
    }
    if (r() < 0.15) return this.cast(next(pick(r, ['f32', 'i32', 'bool'] as const)), dtype);
    const shared = next(dtype);
    if (r() < 0.3) return apply('add', dtype, shared, shared);
    if (r() < 0.5) return apply(pick(r, binary), dtype, shared, next(dtype));
    return apply(dtype === 'f32' ? pick(r, floatUnary) : pick(r, ['neg', 'abs', 'sign'] as const), dtype, shared);
  }
}
