// The gradient law for every kind of node, second derivatives included. A new kind does not compile until it has a law.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  literal,
  makeConstant,
  makeGather,
  makeGradientRule,
  makeInput,
  makeIota,
  makeParameter,
  makeReduce,
  makeReshape,
  makeScatter,
} from '../../dsl/build.ts';
import { type Expr, elementCount, type Kind, type Monoid } from '../../dsl/expr.ts';
import { gradient, pullback } from '../../dsl/grad/reverse.ts';
import { map } from '../../dsl/scalar/map.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { holdsGradientLaw } from './gradient.ts';
import { type Leaf, leaf, leaves, shapes } from './sample.ts';
import { loops } from './scans.ts';
import { maps, viewOf } from './views.ts';

/** Expressions and the point at which the law is held. The square makes a linear kind's second derivative matter. */
interface Case {
  readonly outputs: readonly Expr[];
  readonly at: readonly Leaf[];
}

const square = (x: Expr) => map(scalars.mul, x, x);
const wide = { low: -4, high: 4 };

const reduction = (monoid: Monoid): fc.Arbitrary<Case> =>
  shapes({ min: 1, max: 3 }).chain((shape) =>
    fc
      .tuple(leaf(shape, wide), fc.subarray([...shape.keys()], { minLength: 1 }))
      .map(([x, axes]) => ({ outputs: [square(makeReduce(monoid, x.leaf, axes))], at: [x] })),
  );

/** indices [n, m] with a few out of range, for tables of `rows` */
const indices = (rows: number) =>
  fc
    .array(fc.integer({ min: -1, max: rows }), { minLength: 6, maxLength: 6 })
    .map((list) => makeConstant(Int32Array.from(list), [2, 3], 'i32'));

const inside = (rows: number) =>
  fc
    .array(fc.integer({ min: 0, max: rows - 1 }), { minLength: 6, maxLength: 6 })
    .map((list) => makeConstant(Int32Array.from(list), [2, 3], 'i32'));

const laws: Record<Kind, fc.Arbitrary<Case>> = {
  input: leaf([2, 3]).map((x) => ({ outputs: [x.leaf], at: [x] })),
  parameter: leaf([3]).map(({ value }) => {
    const zeros = { name: 'zeros', draw: () => new Float32Array(3) };
    const w = makeParameter('w', [3], zeros, true);
    return { outputs: [square(w)], at: [{ leaf: w, value }] };
  }),
  constant: leaf([3]).map((x) => ({
    outputs: [map(scalars.mul, x.leaf, makeConstant(Float64Array.of(1, -2, 3), [3], 'f32')), literal(2, 'f32')],
    at: [x],
  })),
  iota: leaf([2, 3]).map((x) => ({
    outputs: [map(scalars.mul, x.leaf, map(scalars.toF32, makeIota([2, 3], 1)))],
    at: [x],
  })),
  map: leaves([2, 2], [wide, wide, wide]).map((at) => {
    const [a, b, c] = at.map((l) => l.leaf) as [Expr, Expr, Expr];
    const y = map(scalars.mul, map(scalars.sin, map(scalars.mul, a, b)), map(scalars.max, c, a));
    return { outputs: [y, map(scalars.add, y, map(scalars.tanh, c))], at };
  }),
  view: maps.chain((m) => leaf(m.source).map((x) => ({ outputs: [square(viewOf(x.leaf, m, 0.5))], at: [x] }))),
  reshape: leaf([2, 6]).map((x) => ({ outputs: [square(makeReshape(x.leaf, [3, 4]))], at: [x] })),
  reduce: fc.constantFrom<Monoid>('sum', 'prod', 'max', 'min').chain(reduction),
  gather: inside(4).chain((i) =>
    leaf([4, 2]).map((x) => ({ outputs: [square(makeGather(square(x.leaf), i))], at: [x] })),
  ),
  scatter: indices(4).chain((i) =>
    leaf([2, 3, 2]).map((x) => ({ outputs: [square(makeScatter(4, i, square(x.leaf)))], at: [x] })),
  ),
  scanOutput: loops,
  gradientRule: leaves([3], [wide, wide]).map((at) => {
    // a b with the rule that calculus gives it: the law cannot tell it from the product itself
    const [a, b] = at.map((l) => l.leaf) as [Expr, Expr];
    const rule = makeGradientRule(map(scalars.mul, a, b), [a, b], (g) => [
      map(scalars.mul, g, b),
      map(scalars.mul, g, a),
    ]);
    return { outputs: [map(scalars.sin, rule)], at };
  }),
};

describe('gradient law', () => {
  it.each(Object.entries(laws))('%s', (_, law) => {
    fc.assert(
      fc.property(law, ({ outputs, at }) => holdsGradientLaw(outputs, at)),
      { numRuns: 40 },
    );
  });

  it.each(['sum', 'prod', 'max', 'min'] as const)('reduce %s', (monoid) => {
    fc.assert(
      fc.property(reduction(monoid), ({ outputs, at }) => holdsGradientLaw(outputs, at)),
      { numRuns: 25 },
    );
  });
});

describe('gradients by hand', () => {
  const at = (y: Expr, x: Expr, value: readonly number[]) => [...evaluate(gradient(y, [x]), new Map([[x, value]]))[0]!];
  const x = makeInput('x', [4], 'f32');

  it('a product with zeros is exact', () => {
    expect(at(makeReduce('prod', x, [0]), x, [2, 0, 3, 5])).toEqual([0, 30, 0, 0]);
    expect(at(makeReduce('prod', x, [0]), x, [2, 0, 0, 5])).toEqual([0, 0, 0, 0]);
  });

  it('max and min give the gradient to the first of equals', () => {
    expect(at(makeReduce('max', x, [0]), x, [1, 3, 3, 2])).toEqual([0, 1, 0, 0]);
    expect(at(makeReduce('min', x, [0]), x, [4, 3, 3, 3])).toEqual([0, 1, 0, 0]);
  });

  it('a replaced gradient is used, and what it hides stays hidden', () => {
    const stopped = makeGradientRule(square(x), [], () => []);
    expect(at(makeReduce('sum', map(scalars.mul, stopped, x), [0]), x, [1, 2, 3, 4])).toEqual([1, 4, 9, 16]);
    const clipped = makeGradientRule(square(x), [x], (g) => [map(scalars.mul, g, 7)]);
    expect(at(makeReduce('sum', clipped, [0]), x, [1, 2, 3, 4])).toEqual([7, 7, 7, 7]);
  });

  it('what the loss does not depend on has gradient zero', () => {
    const y = makeInput('y', [2], 'f32');
    expect(gradient(makeReduce('sum', x, [0]), [y])).toEqual([literal(0, 'f32', [2])]);
  });

  it('the cotangents of an output that is also an input add up', () => {
    const [g] = pullback([x, square(x)], [literal(1, 'f32', [4]), literal(1, 'f32', [4])], [x]);
    expect([...evaluate([g!], new Map([[x, [1, 2, 3, 4]]]))[0]!]).toEqual([3, 5, 7, 9]);
  });

  it('empty axes: the gradient has the shape of what is empty', () => {
    const empty = makeInput('e', [0, 3], 'f32');
    for (const monoid of ['sum', 'prod', 'max', 'min'] as const) {
      const [g] = gradient(makeReduce('sum', makeReduce(monoid, empty, [0]), [0]), [empty]);
      expect(g!.shape).toEqual([0, 3]);
      expect(elementCount(g!.shape)).toBe(evaluate([g!], new Map([[empty, []]]))[0]!.length);
    }
  });
});
