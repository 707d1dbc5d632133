// Scatter kernels, loops and special values as WebAssembly.
import { describe, expect, it } from 'vitest';
import type { Axis, Program, Scalar, Step } from '../../compiler/program/types.ts';
import { instantiate } from '../../runtime/backends/cpu/index.ts';
import { disagreement } from './agree.ts';
import { affine, apply, buffer, literal, load, program } from './kernels.ts';

const axis = (id: number, extent: number): Axis => ({ id, extent });

/** out[index[i], j] += f(updates[i, j]) */
function scatter(count: number, width: number, value: (x: Scalar) => Scalar): Program {
  const [i, j] = [axis(1, count), axis(2, width)];
  const step: Step = {
    kind: 'scatter',
    name: 'scatter',
    axes: [i, j],
    buffer: 2,
    onto: null,
    rows: 4,
    rowLength: width,
    index: load(1, affine(0, [i, 1]), 'i32'),
    address: affine(0, [j, 1]),
    value: value(load(0, affine(0, [i, width], [j, 1]))),
    parts: null,
  };
  return program([buffer(0, count * width), buffer(1, count, 'i32'), buffer(2, 4 * width)], [step]);
}

describe('scatter', () => {
  for (const width of [1, 3, 4, 18]) {
    it(`adds rows of ${width} in order and drops rows out of range`, () => {
      expect(
        disagreement(
          scatter(9, width, (x) => x),
          width,
        ),
      ).toBeNull();
      expect(
        disagreement(
          scatter(9, width, (x) => apply('exp', 'f32', apply('mul', 'f32', x, x))),
          width,
        ),
      ).toBeNull();
    });
  }
});

describe('loops', () => {
  /** (a, b) = (b, a + b), or with a swap (b, a) */
  const carried = (swap: boolean, reverse: boolean): Program => {
    const [i, t] = [axis(1, 5), axis(2, 4)];
    const at = affine(0, [i, 1]);
    const sum = apply('add', 'f32', load(0, at), load(1, at));
    const body: Step[] = [
      { kind: 'kernel', name: 'sum', axes: [i], reduction: null, outputs: [{ buffer: 2, address: at, value: sum }] },
      {
        kind: 'kernel',
        name: 'record',
        axes: [i],
        reduction: null,
        outputs: [{ buffer: 3, address: affine(0, [t, 5], [i, 1]), value: load(0, at) }],
      },
    ];
    const carries = [
      { from: 1, to: 0 },
      { from: swap ? 0 : 2, to: 1 },
    ];
    const loop: Step = { kind: 'loop', name: 'scan', counter: 2, extent: 4, reverse, body, carries };
    return program([buffer(0, 5), buffer(1, 5), buffer(2, 5), buffer(3, 20)], [loop]);
  };

  it('carry values from pass to pass, all at once', () => {
    for (const swap of [false, true]) {
      for (const reverse of [false, true]) expect(disagreement(carried(swap, reverse), 3)).toBeNull();
    }
  });

  it('a contraction reads the row that the counter chooses', () => {
    const [i, j, k, t] = [axis(1, 3), axis(2, 20), axis(3, 16), axis(4, 4)];
    const value = apply(
      'mul',
      'f32',
      load(0, affine(0, [t, 48], [i, 16], [k, 1])),
      load(1, affine(0, [k, 20], [j, 1])),
    );
    const reduced: Scalar = { kind: 'reduced', dtype: 'f32' };
    const result = apply('add', 'f32', reduced, load(2, affine(0, [i, 20], [j, 1])));
    const body: Step[] = [
      {
        kind: 'kernel',
        name: 'product',
        axes: [i, j],
        reduction: { axes: [k], monoid: 'sum', value },
        outputs: [{ buffer: 3, address: affine(0, [t, 60], [i, 20], [j, 1]), value: apply('tanh', 'f32', result) }],
      },
    ];
    const loop: Step = { kind: 'loop', name: 'scan', counter: 4, extent: 4, reverse: true, body, carries: [] };
    const p = program([buffer(0, 192), buffer(1, 320), buffer(2, 60), buffer(3, 240)], [loop]);
    for (const contractions of ['direct', 'dot', 'packed'] as const) {
      expect(disagreement(p, 5, { contractions }, 1e-3)).toBeNull();
    }
  });
});

describe('special values', () => {
  /** op over pairs from a list, on four lanes and one */
  const pairs = (
    op: 'max' | 'min' | 'mod' | 'div' | 'pow',
    dtype: 'f32' | 'i32',
    values: readonly number[],
  ): number[] => {
    const n = values.length ** 2;
    const i = axis(1, n);
    const at = affine(0, [i, 1]);
    const value = apply(op, dtype, load(0, at, dtype), load(1, at, dtype));
    const kernel: Step = {
      kind: 'kernel',
      name: op,
      axes: [i],
      reduction: null,
      outputs: [{ buffer: 2, address: at, value }],
    };
    const cpu = instantiate(program([buffer(0, n, dtype), buffer(1, n, dtype), buffer(2, n, dtype)], [kernel]));
    const all = values.flatMap((x) => values.map((y) => [x, y] as const));
    cpu.write(
      0,
      all.map(([x]) => x),
    );
    cpu.write(
      1,
      all.map(([, y]) => y),
    );
    cpu.run();
    return [...cpu.read(2)];
  };
  const floats = [0, 1, -1, 2.5, -2.5, 7, Infinity, -Infinity, Number.NaN, 3e38, 1e-40];

  it('NaN wins max and min', () => {
    const expected = (f: (a: number, b: number) => number) =>
      floats.flatMap((x) => floats.map((y) => Math.fround(f(x, y))));
    expect(pairs('max', 'f32', floats)).toEqual(expected(Math.max));
    expect(pairs('min', 'f32', floats)).toEqual(expected(Math.min));
  });

  it('mod has the sign of the divisor', () => {
    const floored = (a: number, b: number) => {
      const r = Math.fround(a) % Math.fround(b);
      return Math.fround(r !== 0 && r < 0 !== b < 0 ? r + b : r) + 0;
    };
    const expected = floats.flatMap((x) => floats.map((y) => floored(x, y)));
    expect(pairs('mod', 'f32', floats).map((x) => x + 0)).toEqual(expected);
  });

  it('integer division truncates, wraps, and gives 0 for a zero divisor', () => {
    const integers = [0, 1, -1, 7, -7, 3, 2 ** 31 - 1, -(2 ** 31)];
    const each = (f: (a: number, b: number) => number) =>
      integers.flatMap((x) => integers.map((y) => (y === 0 ? 0 : f(x, y) | 0)));
    expect(pairs('div', 'i32', integers)).toEqual(each((x, y) => Math.trunc(x / y)));
    expect(pairs('mod', 'i32', integers)).toEqual(each((x, y) => x - Math.floor(x / y) * y));
  });

  it('reductions keep NaN, and argMax prefers the first NaN, then the first of equals', () => {
    const k = axis(1, 6);
    const run = (monoid: 'max' | 'sum' | 'argMax' | 'argMin', data: readonly number[]): number => {
      const dtype = monoid.startsWith('arg') ? 'i32' : 'f32';
      const kernel: Step = {
        kind: 'kernel',
        name: 'fold',
        axes: [],
        reduction: { axes: [k], monoid, value: load(0, affine(0, [k, 1])) },
        outputs: [{ buffer: 1, address: affine(0), value: { kind: 'reduced', dtype } }],
      };
      const cpu = instantiate(program([buffer(0, 6), buffer(1, 1, dtype)], [kernel]));
      cpu.write(0, data);
      cpu.run();
      return cpu.read(1)[0]!;
    };
    expect(run('max', [1, 2, 3, Number.NaN, 5, 6])).toBeNaN();
    expect(run('sum', [1, 2, 3, 4, 5, Number.NaN])).toBeNaN();
    expect(run('argMax', [1, 9, Number.NaN, 9, Number.NaN, 0])).toBe(2);
    expect(run('argMax', [1, 9, 3, 9, 4, 0])).toBe(1);
    expect(run('argMin', [1, 0, 3, 9, 4, 0])).toBe(1);
    expect(run('argMax', Array(6).fill(-Infinity))).toBe(0);
  });

  it('empty reductions give the start value', () => {
    const k = axis(1, 0);
    const value = apply('add', 'f32', { kind: 'reduced', dtype: 'f32' }, literal(1));
    const kernel: Step = {
      kind: 'kernel',
      name: 'empty',
      axes: [axis(2, 3)],
      reduction: { axes: [k], monoid: 'prod', value: load(0, affine(0, [k, 1])) },
      outputs: [{ buffer: 1, address: affine(0, [axis(2, 3), 1]), value }],
    };
    const cpu = instantiate(program([buffer(0, 1), buffer(1, 3)], [kernel]));
    cpu.run();
    expect([...cpu.read(1)]).toEqual([2, 2, 2]);
  });
});
