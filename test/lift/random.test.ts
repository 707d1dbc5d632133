// Random functions, generated as source text: lifted, they compute what JavaScript computes, and their derivatives are those of
// the numbers that it computes, whatever the branches that are not taken do. LIFT_RUNS=3000 LIFT_SEED=2 tries others.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeInput, makeReduce } from '../../dsl/build.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { lifted } from '../../dsl/ops/lifted.ts';
import type { ScalarProgram } from '../../dsl/scalar/program.ts';
import { asTensor, toExpr } from '../../dsl/tensor.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { programOf } from './programs.ts';
import { functionSource } from './source.ts';

type F = (x: number, y: number) => number;
type Point = readonly [x: number, y: number];

const points: readonly Point[] = [
  [0.31, 1.27],
  [-0.83, 0.59],
  [1.71, -1.13],
  [-2.37, -0.41],
  [0.07, 2.83],
  [2.93, 0.19],
];

/** The function, and whether it has a derivative: all that it computes on its way is finite, and at no function's edge. */
function compiled(text: string): { f: F; isRegular: (p: Point) => boolean } {
  let regular = true;
  const note = (holds: (value: number) => boolean) => (value: number) => {
    regular &&= holds(value);
    return value;
  };
  const make = new Function('seen', 'edge', `${text} return f;`);
  const f = make(
    note(Number.isFinite),
    note((x) => x !== 0 && Math.abs(x) !== 1),
  ) as F;
  const isRegular = (p: Point) => {
    regular = true;
    f(...p);
    return regular;
  };
  return { f, isRegular };
}

/** Values and both derivatives at the points, by the reference. */
function computed(program: ScalarProgram<2>): Float64Array[] {
  const leaves = ['x', 'y'].map((name) => makeInput(name, [points.length], 'f32'));
  const [x, y] = leaves.map((leaf) => asTensor<[number], 'f32'>(leaf));
  const value = toExpr(lifted(program)(x!, y!));
  const feeds = new Map(leaves.map((leaf, k) => [leaf, Float64Array.from(points, (p) => p[k]!)]));
  return evaluate([value, ...gradient(makeReduce('sum', value, [0]), leaves)], feeds);
}

/** How far f moves when its arguments move by the last few digits: what rounding may do. */
function noise(f: F, [x, y]: Point): number {
  const w = f(x, y);
  const moved = [1e-12, -1e-12].flatMap((d) => [f(x + d, y + d), f(x + d, y - d)]);
  return Math.max(...moved.map((m) => Math.abs(m - w)));
}

/** d f / d (x, y)[k] by differences, or NaN where f bends or jumps close by. */
function slope(f: F, [x, y]: Point, k: 0 | 1): number {
  const at = (h: number) => (k === 0 ? f(x + h, y) : f(x, y + h));
  const sides = [1e-4, -1e-4, 2e-4, -2e-4].map((h) => (at(h) - at(0)) / h);
  const mean = (sides[0]! + sides[1]!) / 2;
  const isSmooth = sides.every((s) => Math.abs(s - mean) <= 1e-2 * Math.max(1, Math.abs(mean)));
  const richer = (4 * mean - (sides[2]! + sides[3]!) / 2) / 3;
  return isSmooth ? richer : Number.NaN;
}

it('values and derivatives are those of JavaScript', () => {
  let [values, slopes] = [0, 0];
  fc.assert(
    fc.property(functionSource, (text) => {
      const { f, isRegular } = compiled(text);
      const [found, ...derivatives] = computed(
        programOf(`${text.replaceAll(/(seen|edge)\(/g, '(')}lift(f);`) as ScalarProgram<2>,
      );
      for (const [i, p] of points.entries()) {
        const want = f(...p);
        const error = noise(f, p);
        if (Number.isNaN(error) !== Number.isNaN(want)) continue;
        if (Number.isNaN(want)) expect(found![i], `at ${p}`).toBeNaN();
        if (!Number.isFinite(want) || !(error < 1e-6 * Math.max(1, Math.abs(want)))) continue;
        expect(Math.abs(found![i]! - want), `f(${p}) is ${want}, got ${found![i]}`).toBeLessThanOrEqual(
          1e-9 * Math.max(1, Math.abs(want)) + 10 * error,
        );
        values++;
        if (!isRegular(p)) continue;
        for (const k of [0, 1] as const) {
          const expected = slope(f, p, k);
          if (Number.isNaN(expected) || Math.abs(expected) > 1e4) continue;
          const got = derivatives[k]![i]!;
          const close = Math.abs(got - expected) <= 1e-3 * Math.max(1, Math.abs(expected));
          expect(close, `derivative ${k} at ${p} is ${expected}, got ${got}`).toBe(true);
          slopes++;
        }
      }
    }),
    { numRuns: Number(process.env.LIFT_RUNS ?? 80), seed: Number(process.env.LIFT_SEED ?? 1) },
  );
  // it is not by leaving points out that it holds
  expect(values).toBeGreaterThan(200);
  expect(slopes).toBeGreaterThan(200);
});
