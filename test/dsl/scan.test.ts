import { describe, expect, test } from 'vitest';
import { type Expr, type Scan, topological } from '../../dsl/expr.ts';
import { withViewsInside } from '../../dsl/expression/inline.ts';
import { add, constant, grad, input, matmul, mul, scalar, scan, softplus, sum, tanh } from '../../dsl/index.ts';
import { toExpr } from '../../dsl/tensor.ts';
import { shapeOf, valuesOf } from './values.ts';

describe('scan', () => {
  const xs = constant([1, 2, 3, 4], 4);

  test('carries, outputs, both directions', () => {
    const step = (c: ReturnType<typeof scalar>, x: ReturnType<typeof scalar>) => {
      const next = add(mul(c, 2), x);
      return [next, next] as const;
    };
    const forward = scan(scalar(0), xs, step);
    expect(valuesOf(forward.carry)).toEqual([26]);
    expect(valuesOf(forward.outputs)).toEqual([1, 4, 11, 26]);
    const backward = scan(scalar(0), xs, step, { reverse: true });
    expect(valuesOf(backward.carry)).toEqual([49]);
    expect(valuesOf(backward.outputs)).toEqual([49, 24, 11, 4]);
  });

  test('trees of carries, sequences and outputs', () => {
    const { carry, outputs } = scan({ total: scalar(0), last: scalar(0) }, { a: xs, b: mul(xs, 10) }, (c, { a, b }) => [
      { total: add(c.total, a), last: b },
      { sum: add(a, b) },
    ]);
    expect(valuesOf(carry.total)).toEqual([10]);
    expect(valuesOf(carry.last)).toEqual([40]);
    expect(valuesOf(outputs.sum)).toEqual([11, 22, 33, 44]);
  });

  test('what does not change is computed once, outside; views of it are taken inside', () => {
    const w = input(3, 3);
    const zero = scalar(0);
    const { carry } = scan(constant([1, 0, 0], 1, 3), constant([0, 0], 2), (h) => [matmul(h, tanh(w)), zero]);
    const e = toExpr(carry);
    if (e.kind !== 'scanOutput') throw new Error('expected a scan');
    const moved = withViewsInside(e.scan, new Set([toExpr(zero)]));
    expect(moved.constants).toEqual([toExpr(tanh(w)), toExpr(zero)]);
    for (const scan of [e.scan, moved]) expect(strangers(scan)).toEqual([]);
  });

  /** What a body reads that is none of its leaves. */
  const strangers = (scan: Scan) => {
    const leaves = (x: Expr) => x.kind === 'input' || x.kind === 'parameter';
    const own = new Set<Expr>([...scan.carryInputs, ...scan.sliceInputs, ...scan.constantInputs]);
    return topological([...scan.nextCarries, ...scan.outputs]).filter((x) => leaves(x) && !own.has(x));
  };

  test('gradients reach sequences, initial carries and what is used from outside, through rules too', () => {
    const w = input(1);
    const h0 = input(1);
    const feeds = [
      [w, [0.3]],
      [h0, [0.1]],
    ] as const;
    const run = (c: typeof h0, weight: typeof w) =>
      sum(scan(c, constant([1, -1, 2], 3, 1), (h, x) => [softplus(add(mul(h, weight), x)), h]).carry);
    const unrolled = (c: typeof h0, weight: typeof w) => {
      let h = c;
      for (const x of [1, -1, 2]) h = softplus(add(mul(h, weight), x));
      return sum(h);
    };
    const [a, b] = [run(h0, w), unrolled(h0, w)];
    expect(valuesOf(a, feeds)[0]).toBeCloseTo(valuesOf(b, feeds)[0]!, 12);
    for (const leaf of [w, h0]) {
      const [g, expected] = [grad(a, leaf), grad(b, leaf)].map((t) => valuesOf(t, feeds)[0]!);
      expect(g).toBeCloseTo(expected!, 12);
    }
  });

  test('a scan inside a scan', () => {
    const rows = constant([1, 2, 3, 4], 2, 2);
    const { outputs } = scan(scalar(1), rows, (c, row) => {
      const inner = scan(scalar(0), row, (s, x) => [add(s, mul(x, c)), x]);
      return [add(c, 1), inner.carry];
    });
    expect(shapeOf(outputs)).toEqual([2]);
    expect(valuesOf(outputs)).toEqual([3, 14]);
  });

  test('says what does not fit', () => {
    const untyped = scan as unknown as (initial: unknown, sequences: unknown, body: (c: unknown) => unknown) => unknown;
    const keep = (c: unknown) => [c, c];
    expect(() => untyped(scalar(0), [xs, constant([1, 2], 2)], keep)).toThrow('scan: sequences have lengths 2 and 4');
    expect(() => untyped(scalar(0), scalar(1), keep)).toThrow('a sequence needs a leading axis');
    expect(() => untyped(scalar(0), xs, () => [xs, xs])).toThrow('carry is [] but the body returns [4]');
  });
});
