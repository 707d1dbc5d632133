// First values of weights. `fans` says how many inputs and outputs one unit has, by the layouts of this library:
// [in, out] for affine maps, [filters, channels, ...sizes] for kernels.
import type { Initializer } from '../initializer.ts';

interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

export function fans(shape: readonly number[]): Fans {
  if (shape.length < 2) return { fanIn: shape[0] ?? 1, fanOut: shape[0] ?? 1 };
  if (shape.length === 2) return { fanIn: shape[0]!, fanOut: shape[1]! };
  const window = shape.slice(2).reduce((n, d) => n * d, 1);
  return { fanIn: shape[1]! * window, fanOut: shape[0]! * window };
}

type Uniform = (i: number) => number;

/** Fills values from a stream. */
type Draw = (values: Float32Array, uniform: Uniform) => void;

function initializer(name: string, drawing: (shape: readonly number[]) => Draw): Initializer {
  return {
    name,
    draw: (shape, uniform) => {
      const values = new Float32Array(shape.reduce((n, d) => n * d, 1));
      drawing(shape)(values, uniform);
      return values;
    },
  };
}

/** Uniform in [-limit, limit). */
const within =
  (limit: number): Draw =>
  (values, uniform) => {
    for (let i = 0; i < values.length; i++) values[i] = (2 * uniform(i) - 1) * limit;
  };

/**
 * Normal, mean 0 (Box and Muller 1958): the i-th uniform number is two, of its first 26 bits and of its last 27, which
 * make two normal ones. 1 - u is never 0.
 */
const gaussian =
  (deviation: number): Draw =>
  (values, uniform) => {
    for (let i = 0; 2 * i < values.length; i++) {
      const bits = uniform(i) * 2 ** 26;
      const first = Math.floor(bits);
      const radius = deviation * Math.sqrt(-2 * Math.log(1 - first / 2 ** 26));
      const angle = 2 * Math.PI * (bits - first);
      values[2 * i] = radius * Math.cos(angle);
      // beyond the end of an odd number of values this changes nothing
      values[2 * i + 1] = radius * Math.sin(angle);
    }
  };

/** One normal number, of numbers 2i and 2i + 1 of the stream. */
const normalAt = (i: number, uniform: Uniform): number =>
  Math.sqrt(-2 * Math.log(1 - uniform(2 * i))) * Math.cos(2 * Math.PI * uniform(2 * i + 1));

export const fill = (value: number): Initializer =>
  initializer(`fill(${value})`, () => (values) => void values.fill(value));
export const zerosInitializer = fill(0);
export const onesInitializer = fill(1);

export const uniformInitializer = (limit: number): Initializer => initializer(`uniform(${limit})`, () => within(limit));
export const normalInitializer = (deviation: number): Initializer =>
  initializer(`normal(${deviation})`, () => gaussian(deviation));

/** Variance 2 / (in + out) (Glorot and Bengio 2010). */
export const glorotUniform = initializer('glorotUniform', (s) =>
  within(Math.sqrt(6 / (fans(s).fanIn + fans(s).fanOut))),
);
export const glorotNormal = initializer('glorotNormal', (s) =>
  gaussian(Math.sqrt(2 / (fans(s).fanIn + fans(s).fanOut))),
);
/** Variance 2 / in, for ReLU networks (He et al. 2015). */
export const heUniform = initializer('heUniform', (s) => within(Math.sqrt(6 / fans(s).fanIn)));
export const heNormal = initializer('heNormal', (s) => gaussian(Math.sqrt(2 / fans(s).fanIn)));
/** Variance 1 / in (LeCun et al. 1998). */
export const lecunUniform = initializer('lecunUniform', (s) => within(Math.sqrt(3 / fans(s).fanIn)));
export const lecunNormal = initializer('lecunNormal', (s) => gaussian(Math.sqrt(1 / fans(s).fanIn)));

/** Normal, drawn again while it is beyond two deviations. */
export function truncatedNormal(deviation: number): Initializer {
  // one draw in 22 is repeated; 32 in a row have probability 10^-43, so that the last stands
  const attempts = 32;
  const drawn = (i: number, uniform: Uniform): number => {
    for (let attempt = 0; ; attempt++) {
      const value = normalAt(i * attempts + attempt, uniform);
      if (Math.abs(value) <= 2 || attempt === attempts - 1) return deviation * Math.min(2, Math.max(-2, value));
    }
  };
  return initializer(`truncatedNormal(${deviation})`, () => (values, uniform) => {
    for (let i = 0; i < values.length; i++) values[i] = drawn(i, uniform);
  });
}

/**
 * Orthonormal rows, or columns where there are fewer of them, of the matrix [shape[0], rest] (Saxe et al. 2014): the
 * Gram-Schmidt process on normal vectors, each projected twice against rounding.
 */
export function orthogonal(gain = 1): Initializer {
  return {
    name: `orthogonal(${gain})`,
    draw: (shape, uniform) => {
      const rows = shape[0] ?? 1;
      const columns = shape.slice(1).reduce((n, d) => n * d, 1);
      const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
      const vectors = orthonormal(count, length, uniform);
      return new Float32Array(rows * columns).map((_, i) => {
        const [r, c] = [Math.floor(i / columns), i % columns];
        return gain * (rows <= columns ? vectors[r]![c]! : vectors[c]![r]!);
      });
    },
  };
}

function orthonormal(count: number, length: number, uniform: Uniform): Float64Array[] {
  const done: Float64Array[] = [];
  for (let k = 0; k < count; k++) {
    const v = new Float64Array(length).map((_, i) => normalAt(k * length + i, uniform));
    for (const u of [...done, ...done]) {
      const along = dot(u, v);
      for (let i = 0; i < length; i++) v[i]! -= along * u[i]!;
    }
    const norm = Math.sqrt(dot(v, v));
    done.push(v.map((x) => x / norm));
  }
  return done;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
