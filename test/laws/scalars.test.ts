// Laws of the scalar core, over every op of the table: a new op is tested without writing a test.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { literal, makeInput } from '../../dsl/build.ts';
import type { DType } from '../../dsl/dtype.ts';
import type { Expr } from '../../dsl/expr.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { map } from '../../dsl/scalar/map.ts';
import type { ScalarOp } from '../../dsl/scalar/op.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { scalarFunction } from '../testing/scalars.ts';
import { holdsGradientLaw } from './gradient.ts';
import { leaves } from './sample.ts';

const ops: ScalarOp[] = Object.values(scalars);
const accepts = (op: ScalarOp, types: DType[]) => typeof op.result(...types) === 'string';
const all = (op: ScalarOp, dtype: DType) => new Array<DType>(op.arity).fill(dtype);

/** Arguments of the op from f32 leaves: those that must be bool become x > 1/2. */
function applied(op: ScalarOp, args: readonly Expr[]): Expr {
  if (accepts(op, all(op, 'f32'))) return map(op, ...args);
  const truth = (x: Expr) => map(scalars.greater, x, 0.5);
  return op.name === 'select' ? map(op, truth(args[0]!), args[1]!, args[2]!) : map(op, ...args.map(truth));
}

const special = [0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3, -7, 100, -100, 1e10, Infinity, -Infinity, Number.NaN];
const whole = [0, 1, -1, 2, -2, 3, 7, -7, 2 ** 31 - 1, -(2 ** 31), 65536, 123456789];

/** Every tuple of `arity` entries. */
function tuples(entries: readonly number[], arity: number): number[][] {
  return arity === 0 ? [[]] : tuples(entries, arity - 1).flatMap((t) => entries.map((e) => [...t, e]));
}

describe.each(ops)('$name', (op) => {
  it('is in the table under its own name, with a domain for each argument', () => {
    expect(scalars[op.name]).toBe(op);
    expect(op.domain).toHaveLength(op.arity);
    for (const { low, high } of op.domain) expect(low).toBeLessThan(high);
  });

  it('has first and second derivatives that agree with differences, and reverse mode is the transpose', () => {
    fc.assert(
      fc.property(leaves([2], op.domain), (at) => {
        const out = applied(
          op,
          at.map((a) => a.leaf),
        );
        const real = out.dtype === 'f32' ? out : map(scalars.toF32, out);
        holdsGradientLaw([real], at);
      }),
      { numRuns: 25 },
    );
  });

  it('computes what the independent definition computes, extremes included', () => {
    const types: DType[] =
      op.name === 'select' ? ['bool', 'f32', 'f32'] : all(op, accepts(op, all(op, 'f32')) ? 'f32' : 'bool');
    const tuplesOf = tuples(special, op.arity).map((t) => t.map((v, k) => (types[k] === 'bool' ? Number(v > 0) : v)));
    compare(op, types, tuplesOf);
  });
});

describe.each(ops.filter((op) => accepts(op, all(op, 'i32'))))('$name on i32', (op) => {
  it('wraps, truncates and floors as the definition does', () => {
    compare(op, all(op, 'i32'), tuples(whole, op.arity));
  });
});

function compare(op: ScalarOp, types: readonly DType[], cases: readonly number[][]): void {
  const inputs = types.map((t) => makeInput('x', [cases.length], t));
  const out = map(op, ...inputs);
  const feeds = new Map(inputs.map((x, k) => [x, cases.map((c) => c[k]!)]));
  const got = evaluate([out], feeds)[0]!;
  const f = scalarFunction(op.name, out.dtype === 'i32');
  cases.forEach(([a, b, c], i) => {
    const want = f(a!, b ?? 0, c ?? 0);
    // zeros have their sign, and integers have one zero
    const same = Object.is(got[i]!, want) || (want !== 0 && Math.abs(got[i]! - want) <= 1e-12 * Math.abs(want));
    expect(same, `${op.name}(${cases[i]!.join(', ')}) = ${got[i]}, expected ${want}`).toBe(true);
  });
}

describe('derivatives at the edges', () => {
  const derivative = (build: (x: Expr) => Expr, at: number, order = 1): number => {
    const x = makeInput('x', [], 'f32');
    let y = build(x);
    for (let i = 0; i < order; i++) y = gradient(y, [x])[0]!;
    return evaluate([y], new Map([[x, [at]]]))[0]![0]!;
  };

  it('relu has derivative 0 at 0', () => {
    expect(derivative((x) => map(scalars.max, x, 0), 0)).toBe(0);
    expect(derivative((x) => map(scalars.max, x, 0), 1e-9)).toBe(1);
  });

  it('powers with a constant exponent are differentiable at 0', () => {
    const power = (n: number) => (x: Expr) => map(scalars.pow, x, n);
    expect(derivative(power(0), 0)).toBe(0);
    expect(derivative(power(1), 0)).toBe(1);
    expect(derivative(power(1), 0, 2)).toBe(0);
    expect(derivative(power(2), 0)).toBe(0);
    expect(derivative(power(2), 0, 2)).toBe(2);
    expect(derivative(power(2), 0, 3)).toBe(0);
    expect(derivative(power(3), -2, 2)).toBe(-12);
  });

  it('the side that select does not take stays silent, also where it is infinite', () => {
    const safe = (x: Expr) => {
      const positive = map(scalars.greater, x, 0);
      const inside = map(scalars.select, positive, x, 1);
      return map(scalars.select, positive, map(scalars.log, inside), 0);
    };
    expect(derivative(safe, 0)).toBe(0);
    expect(derivative(safe, 2)).toBe(0.5);
  });

  it('no gradient flows through integers', () => {
    const x = makeInput('x', [], 'f32');
    const y = map(scalars.toF32, map(scalars.toI32, x));
    expect(gradient(y, [x])[0]).toBe(literal(0, 'f32'));
  });
});

describe('erf', () => {
  // Abramowitz and Stegun 1964, table 7.1, and mpmath at 17 digits
  it.each([
    [1e-9, 1.1283791670955127e-9],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2.4, 0.9993114861033549],
    [2.6, 0.9997639655834707],
    [3.5, 0.9999992569016276],
  ])('erf(%f) = %f', (x, y) => {
    expect(Math.abs(scalars.erf.evaluate(x) - y)).toBeLessThanOrEqual(4e-16 * Math.max(1e-9, y) + 0.5e-16 * y);
  });
});
