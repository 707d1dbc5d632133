// Accuracy of the emitted elementary functions against float64, in units in the last place of f32.
import { describe, expect, it } from 'vitest';
import type { ScalarName } from '../../dsl/scalar/op.ts';
import { instantiate } from '../../runtime/backends/cpu/index.ts';
import { scalarFunction } from '../testing/scalars.ts';
import { affine, apply, buffer, load, program } from './kernels.ts';

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
const extremes = [3.4028234663852886e38, -3.4028234663852886e38, Infinity, -Infinity, Number.NaN, 0.625, -0.625, 4, -4];

/** Numbers dense in every binade: bit patterns at a stride that is coprime to powers of two. */
function samples(): Float32Array {
  const bits = new Uint32Array(120_000);
  for (let i = 0; i < bits.length; i++) bits[i] = Math.imul(i, 35_797);
  const uniform = Float32Array.from({ length: 40_000 }, (_, i) => (i - 20_000) / 200);
  return Float32Array.from([...special, ...extremes, ...new Float32Array(bits.buffer), ...uniform]);
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

/** The op over `data` by the vector loop, with the last element by the scalar one. */
function evaluate(op: ScalarName, data: Float32Array): Float32Array | Int32Array {
  const axis = { id: 1, extent: data.length };
  const value = apply(op, 'f32', load(0, affine(0, [axis, 1])));
  const outputs = [{ buffer: 1, address: affine(0, [axis, 1]), value }];
  const buffers = [buffer(0, data.length, 'f32', 'input'), buffer(1, data.length)];
  const cpu = instantiate(program(buffers, [{ kind: 'kernel', name: op, axes: [axis], reduction: null, outputs }]));
  cpu.write(0, data);
  cpu.run();
  return cpu.read(1);
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
    sin: 1,
    cos: 1,
    tan: 1,
    sqrt: 1,
    rsqrt: 2,
  } as const;
  for (const [name, bound] of Object.entries(bounds)) {
    it(`${name} is within ${bound} units in the last place`, () => {
      const op = name as keyof typeof bounds;
      const got = evaluate(op, xs);
      const exact = scalarFunction(op, false);
      let worst = { ulps: 0, x: 0, got: 0, want: 0 };
      xs.forEach((x, i) => {
        const want = exact(x, 0, 0);
        const error = ulps(got[i]!, want);
        if (!(error <= worst.ulps)) worst = { ulps: error, x, got: got[i]!, want };
      });
      expect(worst.ulps, JSON.stringify(worst)).toBeLessThanOrEqual(bound);
    });
  }

  it('one lane and four give the same bits', () => {
    const some = xs.slice(0, 2000);
    for (const op of ['exp', 'log', 'tanh', 'sigmoid', 'erf', 'expm1', 'log1p', 'sin'] as const) {
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
