// Accuracy of the emitted elementary functions against float64, in units in the last place of f32.
import { describe, expect, it } from 'vitest';
import { emitWasm } from '../../compiler/emit/wasm/index.ts';
import type { Axis } from '../../compiler/program/types.ts';
import type { ScalarName } from '../../dsl/scalar/op.ts';
import { instantiate } from '../../runtime/backends/cpu/index.ts';
import { scalarFunction } from '../testing/scalars.ts';
import { affine, apply, buffer, load, program, random } from './kernels.ts';

const special = [
  0,
  -0,
  1,
  -1,
  2 ** -149,
  -(2 ** -149),
  2 ** -126,
  2 ** -127,
  88.7,
  88.8,
  -87.4,
  -100,
  -103.9,
  -104,
  -110,
];
/** closest to a multiple of pi / 2 among all f32 (Kahan's nearpi), and around where the reduction changes */
const nearQuarters = [16367173 * 2 ** 72, 2.608e8, 33_000.01, 2 ** 19, 2 ** 19 - 0.03125, -(2 ** 19), 355, 103_993, 22];
const extremes = [3.4028234663852886e38, -3.4028234663852886e38, Infinity, -Infinity, Number.NaN, 0.625, -0.625, 4, -4];

/**
 * Dense in every binade: bit patterns at a stride that is coprime to powers of two, and 200 random mantissas under each
 * of the 512 signs and exponents.
 */
function samples(): Float32Array {
  const bits = Uint32Array.from({ length: 120_000 }, (_, i) => Math.imul(i, 35_797));
  const r = random(7);
  const drawn = Uint32Array.from({ length: 512 * 200 }, (_, i) => ((i % 512) << 23) | Math.floor(r() * 2 ** 23));
  const uniform = Float32Array.from({ length: 40_000 }, (_, i) => (i - 20_000) / 200);
  return Float32Array.from([
    ...special,
    ...extremes,
    ...nearQuarters,
    ...new Float32Array(bits.buffer),
    ...new Float32Array(drawn.buffer),
    ...uniform,
  ]);
}

/** Distance in units in the last place of the nearest f32 of `want`. */
function ulps(got: number, want: number): number {
  const rounded = Math.fround(want);
  if (Object.is(got, rounded) || (Number.isNaN(got) && Number.isNaN(rounded)) || got === rounded) return 0;
  if (!Number.isFinite(rounded) || !Number.isFinite(got))
    return Math.abs(want) > 3.4e38 && Math.abs(got) > 3.4e38 ? 1 : Infinity;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(rounded) || 2 ** -126)));
  return Math.abs(got - want) / 2 ** (exponent - 23);
}

/** The op over arrays by the vector loop, with the last elements by the scalar one. */
function evaluate(op: ScalarName, ...data: readonly Float32Array[]): Float32Array {
  return evaluateOver([{ id: 1, extent: data[0]!.length }], op, ...data);
}

/** Of axes of which each counts four of the next. */
function evaluateOver(axes: readonly Axis[], op: ScalarName, ...data: readonly Float32Array[]): Float32Array {
  const address = affine(0, ...axes.map((a, i) => [a, 4 ** (axes.length - 1 - i)] as const));
  const value = apply(op, 'f32', ...data.map((_, i) => load(i, address)));
  const outputs = [{ buffer: data.length, address, value }];
  const buffers = [...data.map((d, i) => buffer(i, d.length, 'f32', 'input')), buffer(data.length, data[0]!.length)];
  const cpu = instantiate(program(buffers, [{ kind: 'kernel', name: op, axes, reduction: null, outputs }]));
  data.forEach((d, i) => {
    cpu.write(i, d);
  });
  cpu.run();
  return Float32Array.from(cpu.read(data.length));
}

/** The element that is furthest from float64's value, in units in the last place. */
function worstOf(op: ScalarName, ...data: readonly Float32Array[]) {
  const got = evaluate(op, ...data);
  const exact = scalarFunction(op, false);
  const worst = { ulps: 0, args: [] as number[], got: 0, want: 0 };
  got.forEach((value, i) => {
    const args = data.map((d) => d[i]!);
    const want = exact(args[0]!, args[1] ?? 0, 0);
    const error = ulps(value, want);
    if (!(error <= worst.ulps)) Object.assign(worst, { ulps: error, args, got: value, want });
  });
  return worst;
}

describe('elementary functions', () => {
  const xs = samples();
  const bounds = {
    exp: 4,
    log: 4,
    tanh: 4,
    sigmoid: 4,
    erf: 4,
    expm1: 4,
    log1p: 4,
    sin: 2,
    cos: 2,
    tan: 4,
    sqrt: 1,
    rsqrt: 2,
  } as const;
  for (const [name, bound] of Object.entries(bounds)) {
    it(`${name} is within ${bound} units in the last place`, () => {
      const worst = worstOf(name as keyof typeof bounds, xs);
      expect(worst.ulps, JSON.stringify(worst)).toBeLessThanOrEqual(bound);
    });
  }

  it.each(Object.keys(bounds) as (keyof typeof bounds)[])('%s has the same bits on one lane as on four', (op) => {
    const four = evaluate(op, xs);
    const axes = [Math.floor(xs.length / 4), 3].map((extent, id) => ({ id, extent }));
    const one = evaluateOver(axes, op, xs);
    const different = four.findIndex((y, i) => i % 4 < 3 && i < 4 * axes[0]!.extent && !Object.is(y, one[i]));
    expect(different, `${op}(${xs[different]})`).toBe(-1);
  });

  it('are written where a loop uses them, and their constants are made once', () => {
    const axis = { id: 1, extent: 64 };
    const at = affine(0, [axis, 1]);
    const outputs = [{ buffer: 1, address: at, value: apply('exp', 'f32', load(0, at)) }];
    const kernel = { kind: 'kernel', name: 'exp', axes: [axis], reduction: null, outputs } as const;
    const { bytes } = emitWasm(program([buffer(0, 64), buffer(1, 64)], [kernel]));
    const digits = (list: Iterable<number>) => [...list].join();
    const log2e = new Uint8Array(new Float32Array(4).fill(Math.LOG2E).buffer);
    expect(digits(bytes).split(digits(log2e))).toHaveLength(2);
  });

  describe('of two arguments', () => {
    const points = [...special, ...extremes, 2, 3, -3, 0.5, -0.5, 2 ** 24, 2 ** 24 - 1, -7.5, 1e-20, -1e20];
    const grid = [
      Float32Array.from(points.flatMap((a) => points.map(() => a))),
      Float32Array.from(points.flatMap(() => points)),
    ];
    const r = random(11);
    const drawn = (f: () => number) => Float32Array.from({ length: 40_001 }, f);
    const anyFloat = () => new Float32Array(Uint32Array.of(r() * 2 ** 32).buffer)[0]!;
    const positive = drawn(() => Math.abs(anyFloat()));

    it.each([
      ['atan2', 4],
      ['pow', 4],
      ['div', 1],
      ['mod', 1],
    ] as const)('%s is within %d units at special points and for arguments of any size', (op, bound) => {
      for (const pair of [grid, [drawn(anyFloat), drawn(anyFloat)]]) {
        const worst = worstOf(op, ...pair);
        expect(worst.ulps, JSON.stringify(worst)).toBeLessThanOrEqual(bound);
      }
    });

    it('pow is within 4 units over all results that a float has, denormals included', () => {
      // b such that a^b is uniform in its exponent
      const exponents = positive.map((a) => (r() * 280 - 151) / Math.log2(a));
      const nearOne = drawn(() => 1 + (r() - 0.5) / 2 ** Math.floor(r() * 20));
      const large = nearOne.map((a) => (r() * 280 - 151) / Math.log2(a));
      for (const pair of [
        [positive, exponents],
        [nearOne, large],
        [drawn(() => -Math.floor(r() * 100)), drawn(() => Math.floor(r() * 21) - 10)],
      ]) {
        const worst = worstOf('pow', ...pair);
        expect(worst.ulps, JSON.stringify(worst)).toBeLessThanOrEqual(4);
      }
    });

    it('atan2 is within 4 units where the arguments are of a size', () => {
      const worst = worstOf(
        'atan2',
        drawn(() => r() * 4 - 2),
        drawn(() => r() * 4 - 2),
      );
      expect(worst.ulps, JSON.stringify(worst)).toBeLessThanOrEqual(4);
    });

    it('zeros have the sign that IEEE 754 gives them', () => {
      const zeros = (op: ScalarName, ...args: number[]) => evaluate(op, ...args.map((x) => Float32Array.of(x)))[0]!;
      for (const op of ['sin', 'tan', 'tanh', 'erf', 'expm1', 'log1p'] as const) expect(zeros(op, -0), op).toBe(-0);
      expect(zeros('atan2', -0, 1)).toBe(-0);
      expect(zeros('atan2', -0, -0)).toBe(Math.fround(-Math.PI));
      expect(zeros('pow', -0, 3)).toBe(-0);
      expect(zeros('pow', -0, -3)).toBe(-Infinity);
    });

    it('integer powers saturate and truncate', () => {
      const whole = [0, 1, -1, 2, -2, 3, 7, -7, 2 ** 31 - 1, -(2 ** 31), 65_536, 31, 30, 46_341];
      const pairs = whole.flatMap((a) => whole.map((b) => [a, b] as const));
      const axis = { id: 1, extent: pairs.length };
      const at = affine(0, [axis, 1]);
      const value = apply('pow', 'i32', load(0, at, 'i32'), load(1, at, 'i32'));
      const outputs = [{ buffer: 2, address: at, value }];
      const buffers = [0, 1, 2].map((id) => buffer(id, pairs.length, 'i32', id < 2 ? 'input' : 'output'));
      const cpu = instantiate(
        program(buffers, [{ kind: 'kernel', name: 'pow', axes: [axis], reduction: null, outputs }]),
      );
      cpu.write(
        0,
        pairs.map(([a]) => a),
      );
      cpu.write(
        1,
        pairs.map(([, b]) => b),
      );
      cpu.run();
      const exact = scalarFunction('pow', true);
      expect([...cpu.read(2)]).toEqual(pairs.map(([a, b]) => exact(a, b, 0)));
    });
  });

  it('nothing is imported, so that the bits do not depend on the engine', () => {
    const names = ['sin', 'cos', 'tan', 'exp', 'log', 'tanh', 'erf'] as const;
    const outputs = names.map((op, i) => ({
      buffer: i + 1,
      address: affine(0),
      value: apply(op, 'f32', load(0, affine(0))),
    }));
    const kernel = { kind: 'kernel', name: 'all', axes: [], reduction: null, outputs } as const;
    const { bytes } = emitWasm(
      program(
        [0, ...outputs.map((o) => o.buffer)].map((id) => buffer(id, 1)),
        [kernel],
      ),
    );
    expect(WebAssembly.Module.imports(new WebAssembly.Module(bytes))).toEqual([]);
  });

  it('one lane and four give the same bits', () => {
    const some = xs.slice(0, 2000);
    for (const op of ['exp', 'log', 'tanh', 'sigmoid', 'erf', 'expm1', 'log1p', 'sin', 'cos', 'tan'] as const) {
      const wide = evaluate(op, some);
      const narrow = Float32Array.from(some, (x) => evaluateOne(op, x));
      expect(new Int32Array(wide.buffer)).toEqual(new Int32Array(narrow.buffer));
    }
  });
});

const single = new Map<ScalarName, (x: number) => number>();

function evaluateOne(op: ScalarName, x: number): number {
  let run = single.get(op);
  if (!run) {
    const outputs = [{ buffer: 1, address: affine(0), value: apply(op, 'f32', load(0, affine(0))) }];
    const kernel = { kind: 'kernel', name: op, axes: [], reduction: null, outputs } as const;
    const cpu = instantiate(program([buffer(0, 1, 'f32', 'input'), buffer(1, 1)], [kernel]));
    run = (value) => {
      cpu.write(0, [value]);
      cpu.run();
      return cpu.read(1)[0]!;
    };
    single.set(op, run);
  }
  return run(x);
}
