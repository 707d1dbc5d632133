// Instructions: one for each way of re-indexing.
import { axisMap, makeReshape, makeView } from '../../../dsl/build.ts';
import { type Expr, elementCount } from '../../../dsl/expr.ts';
import type { Instruction, Pool } from './pool.ts';

const permutations: Readonly<Record<number, readonly (readonly number[])[]>> = {
  2: [[1, 0]],
  3: [
    [0, 2, 1],
    [1, 2, 0],
    [2, 1, 0],
  ],
};

export const views: Readonly<Record<string, Instruction>> = {
  permute: (pool) => {
    const x = pool.real();
    const order = permutations[x.shape.length];
    if (order === undefined) return null;
    const from = pool.choices.from(order);
    const axes = x.shape.map((_, k) => ({
      offset: 0,
      coefficients: from.map((source) => (source === k ? 1 : 0)),
      divisor: 1,
    }));
    return pool.moved(
      makeView(
        x,
        from.map((k) => x.shape[k]!),
        axes,
      ),
      x,
    );
  },
  broadcast: (pool) => {
    const x = pool.real();
    const shape = [pool.extent(), ...x.shape];
    const axes = x.shape.map((_, k) => ({
      offset: 0,
      coefficients: shape.map((_, j) => (j === k + 1 ? 1 : 0)),
      divisor: 1,
    }));
    return pool.moved(makeView(x, shape, axes), x);
  },
  slice: (pool) =>
    axiswise(pool, (x, k, n) => {
      const start = pool.choices.below(n);
      return pool.along(x, k, 1 + pool.choices.below(n - start), { offset: start });
    }),
  stride: (pool) =>
    axiswise(pool, (x, k, n) => {
      const step = pool.choices.from([2, 3]);
      return pool.along(x, k, Math.ceil(n / step), { coefficient: step });
    }),
  flip: (pool) => axiswise(pool, (x, k, n) => pool.along(x, k, n, { coefficient: -1, offset: n - 1 })),
  pad: (pool) =>
    axiswise(pool, (x, k, n) => {
      const before = pool.choices.below(3);
      const fill = pool.choices.from([0, 0, 0.5, -1]);
      return pool.along(x, k, n + before + pool.choices.below(3), { offset: -before, fill });
    }),
  /** x[i, i + offset], .. */
  diagonal: (pool) => {
    const x = pool.real(2);
    const [n, m, ...rest] = x.shape as [number, number, ...number[]];
    const offset = pool.choices.below(Math.max(1, m));
    const shape = [Math.max(1, Math.min(n, m - offset)), ...rest];
    const axes = x.shape.map((_, k) => axisMap(shape.length, Math.max(0, k - 1), 1, k === 1 ? offset : 0));
    return pool.moved(makeView(x, shape, axes), x);
  },
  /** zeros between the elements: the adjoint of a stride */
  spread: (pool) => axiswise(pool, (x, k, n) => pool.along(x, k, 2 * n - 1, { divisor: 2 })),
  window: (pool) => axiswise(pool, (x, k, n) => windowed(pool, x, k, n)),
  affine: (pool) => pool.view(pool.real(), pool.shape(0, 3), pool.choices.from([0, 0, 0.5])),
  reshape: (pool) => {
    const x = pool.real();
    const n = elementCount(x.shape);
    const a = pool.choices.from([1, 2, 3, 4, n].filter((d) => n % d === 0));
    return pool.moved(makeReshape(x, pool.choices.from([[n], [a, n / a], [n / a, a], [1, n / a, 1, a]])), x);
  },
};

function axiswise(pool: Pool, f: (x: Expr, axis: number, extent: number) => Expr): Expr | null {
  const x = pool.real();
  if (x.shape.length === 0) return null;
  const axis = pool.axis(x);
  return x.shape[axis]! < 1 ? null : f(x, axis, x.shape[axis]!);
}

/** axis k of extent n -> positions, and a new last axis of the window: index = start + stride p + dilation w */
function windowed(pool: Pool, x: Expr, k: number, n: number): Expr {
  const [stride, dilation, padding] = [
    pool.choices.from([1, 1, 2]),
    pool.choices.from([1, 1, 2]),
    pool.choices.below(2),
  ];
  const size = 1 + pool.choices.below(Math.min(3, n));
  const count = Math.max(1, Math.floor((n + 2 * padding - dilation * (size - 1) - 1) / stride) + 1);
  const shape = [...x.shape.with(k, count), size];
  const axes = x.shape.map((_, j) => ({
    offset: j === k ? -padding : 0,
    coefficients: shape.map((_, o) => {
      if (o === j) return j === k ? stride : 1;
      return o === shape.length - 1 && j === k ? dilation : 0;
    }),
    divisor: 1,
  }));
  return pool.moved(makeView(x, shape, axes), x);
}
