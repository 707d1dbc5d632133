// Kind: derivatives by what the result is computed from, whatever it is. A view of a view was one view when it was made, a
// view of zeros a literal, and equal constants one node: derivatives by what got lost were silently 0, and those by ones(3)
// counted the numbers 1 of other operations. Held for every operation: a derivative by an expression is that by an input of
// the same value, in both modes; and for loops, which views and constants enter from outside.
import { describe, expect, it } from 'vitest';
import { leafConstant, leafNumber, makeConstant, makeInput } from '../../dsl/build.ts';
import { type Expr, elementCount } from '../../dsl/expr.ts';
import { pushforward } from '../../dsl/grad/forward.ts';
import { gradient, pullback } from '../../dsl/grad/reverse.ts';
import { asTensor, type Tensor, toExpr } from '../../dsl/tensor.ts';
import { cpu } from '../../runtime/backends/cpu/backend.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import * as language from '../../runtime/index.ts';
import {
  add,
  broadcastTo,
  constant,
  flip,
  full,
  grad,
  jvp,
  lstm,
  matmul,
  mul,
  ones,
  scan,
  slice,
  square,
  sum,
  tanh,
  transpose,
  valueAndGrad,
  vjp,
  zeros,
} from '../../runtime/index.ts';
import { outputsOf } from '../laws/agreement.ts';
import type { Case, Untyped } from '../laws/cases/case.ts';
import { ops } from '../laws/cases/ops.ts';
import { direction, isDifferentiable, trialOf } from '../laws/trial.ts';

const q = language as unknown as Untyped;
const at = (e: Tensor<[]> | unknown, feeds: ReadonlyMap<Expr, ArrayLike<number>> = new Map()) => [
  ...evaluate([e as Expr], feeds)[0]!,
];

/** An expression of a value, over an input where it needs one. */
type Stand = (value: Float64Array, shape: readonly number[]) => { e: Expr; feeds: readonly [Expr, Float64Array][] };

const stands: Readonly<Record<string, Stand>> = {
  'a view of an input': (value, shape) => {
    const x = makeInput('x', shape, 'f32');
    const axes = shape.map((_, k) => k);
    const e = toExpr(q.flip!(asTensor(x), ...axes) as Tensor<[]>);
    return { e, feeds: [[x, Float64Array.from(value).reverse()]] };
  },
  'a reshape of an input': (value, shape) => {
    const x = makeInput('x', [value.length], 'f32');
    return { e: toExpr(q.reshape!(asTensor(x), ...shape) as Tensor<[]>), feeds: [[x, value]] };
  },
  'a constant': (value, shape) => ({ e: leafConstant(value, shape, 'f32'), feeds: [] }),
};

/** The derivatives of both modes by what stands for each real input. */
function derivatives(c: Case, stand: Stand, values: readonly Float64Array[]): Float64Array[] {
  const made = c.inputs.map((s, i) =>
    s.dtype === 'f32'
      ? stand(values[i]!, s.shape)
      : { e: makeConstant(values[i]!, s.shape, s.dtype), feeds: [] as readonly [Expr, Float64Array][] },
  );
  const y = c.f(...made.map(({ e }) => asTensor(e)));
  const outputs = (Array.isArray(y) ? y : [y]).map((t) => toExpr(t)).filter((o) => o.dtype === 'f32');
  const wrt = made.flatMap(({ e }) => (e.dtype === 'f32' ? [e] : []));
  const fixed = (e: Expr, i: number) => leafConstant(direction(elementCount(e.shape), i), e.shape, 'f32');
  const back = pullback(outputs, outputs.map(fixed), wrt);
  const forward = pushforward(outputs, wrt, wrt.map(fixed));
  return evaluate([...back, ...forward], new Map(made.flatMap(({ feeds }) => feeds)));
}

const input: Stand = (value, shape) => {
  const x = makeInput('x', shape, 'f32');
  return { e: x, feeds: [[x, value]] };
};

const differentiable = ops.filter((c) => isDifferentiable(c) && c.inputs.every((s) => s.given === undefined));

describe('every operation', () => {
  it.each(differentiable)('$name', (c) => {
    const { values } = trialOf(c, 1);
    const expected = derivatives(c, input, values);
    for (const [name, stand] of Object.entries(stands)) expect(derivatives(c, stand, values), name).toEqual(expected);
    for (const value of [0, 1, -1]) {
      const same = values.map((v) => v.map(() => value));
      const everywhere: Stand = (_, shape) => ({ e: leafNumber(value, shape), feeds: [] });
      expect(derivatives(c, everywhere, same), `${value} everywhere`).toEqual(derivatives(c, input, same));
    }
  });
});

describe('by hand', () => {
  it('zeros under a view', () => {
    const z = zeros(4);
    expect(at(vjp(mul(slice(z, 0, 0, 2), 2), z, constant([1, 2], 2)))).toEqual([2, 4, 0, 0]);
    expect(at(jvp(mul(slice(z, 0, 0, 2), 2), z, constant([1, 2, 3, 4], 4)))).toEqual([2, 4]);
  });

  it('ones are not the number 1, nor other ones', () => {
    const [x, y] = [ones(2), ones(2)];
    const derivative = (by: Tensor<[2]>) => at(grad(sum(mul(mul(x, y), add(x, 1))), by));
    expect(derivative(x)).toEqual([3, 3]);
    expect(derivative(y)).toEqual([2, 2]);
    const [a, b] = [constant([1, 2], 2), constant([1, 2], 2)];
    expect(at(grad(sum(mul(square(a), b)), b))).toEqual([1, 4]);
  });

  it('a factor 0 or 1 keeps its own derivative, at second order', () => {
    for (const value of [0, 1, -1]) {
      const [x, z] = [constant([3, 5], 2), full(value, 2)];
      expect(at(grad(sum(grad(sum(mul(square(x), z)), x)), z))).toEqual([6, 10]);
    }
  });

  it('a view between, at second order', () => {
    const x = constant([1, 2, 3], 3);
    const y = flip(x, 0);
    const z = flip(y, 0);
    const cubes = sum(mul(z, square(z)));
    expect(at(grad(cubes, y))).toEqual([27, 12, 3]);
    expect(at(grad(sum(grad(cubes, x)), y))).toEqual([18, 12, 6]);
  });

  it('forward mode by an expression and by what it is computed from', () => {
    const x = constant([2], 1);
    const y = square(x);
    const [tx, ty] = [constant([1], 1), constant([10], 1)];
    expect(at(jvp(mul(x, y), [x, y], [tx, ty]))).toEqual([4 + 2 * (4 + 10)]);
    expect(vjp(mul(x, y), [x, y], constant([1], 1)).map((g) => at(g))).toEqual([[12], [2]]);
  });

  it('on the CPU, where views are composed and constants are equal', async () => {
    const [x, z, c] = [ones(3), zeros(3), constant([1, 1, 1], 3)];
    const y = flip(flip(x, 0), 0);
    const loss = sum(mul(mul(y, add(z, 1)), mul(c, add(x, 2))));
    const found = grad(loss, [x, z, c, y]).map((g) => toExpr(g));
    const read = await outputsOf(found, [], [], cpu());
    expect(read.map((v) => [...(v as Float32Array)])).toEqual([4, 3, 3, 3].map((d) => [d, d, d]));
  });
});

describe('through a loop', () => {
  const xs = constant([1, 2, 3, 4, 5, 6], 3, 2);

  it('by views and constants that its body reads', () => {
    const w = constant([0.1, 0.2, 0.3, 0.4], 2, 2);
    const t = transpose(w);
    const b = zeros(2);
    const s = slice(constant([0, 0, 7], 3), 0, 0, 2);
    const rows = constant([1, 2, 3, 4, 5, 6], 3, 1, 2);
    const run = (t: Tensor<[2, 2]>, b: Tensor<[2]>, s: Tensor<[2]>, h: Tensor<[1, 2]>): Tensor<[]> => {
      const { outputs } = scan(h, rows, (h, x) => {
        const next = tanh(add(add(matmul(add(x, s), t), mul(h, b)), b));
        return [next, next];
      });
      return sum(mul(outputs, rows));
    };
    const h = zeros(1, 2);
    const found = grad(run(t, b, s, h), { t, b, s, h });
    const leaves = [t, b, s, h].map((x) => makeInput('x', toExpr(x as Tensor<[2]>).shape, 'f32'));
    const values = [
      [0.1, 0.3, 0.2, 0.4],
      [0, 0],
      [0, 0],
      [0, 0],
    ];
    const feeds = new Map<Expr, number[]>(leaves.map((l, i) => [l, values[i]!]));
    // each has the shape that `run` says
    const loss = run(...(leaves.map((l) => asTensor(l)) as never as Parameters<typeof run>));
    const expected = gradient(toExpr(loss), leaves).map((g) => at(g, feeds));
    expect(Object.values(found).map((g) => at(g))).toEqual(expected);
    // but for the carry: a factor 0 at each step
    expect(
      expected
        .slice(0, 3)
        .flat()
        .every((v) => v !== 0),
    ).toBe(true);
  });

  it('by the state that a recurrent layer starts from', () => {
    const layer = lstm(2, 2);
    const start = layer.start(1);
    const { outputs } = layer(constant([1, 2, 3, 4], 1, 2, 2), { initial: start });
    const [c, h] = Object.values(grad(sum(outputs), start)).map((g) => toExpr(g));
    expect(c).not.toBe(h);
  });

  it('by what is repeated for it', () => {
    const wide = broadcastTo(constant([1], 1), 2);
    const { outputs } = scan(zeros(2), xs, (h, x) => [add(h, mul(x, wide)), h]);
    expect(at(grad(sum(outputs), wide))).toEqual([5, 8]);
  });
});

describe('by what the value is not computed from', () => {
  const [x, other] = [constant([1, 2], 2), { b: zeros(3) }];
  const loss = sum(square(x));
  const calls = {
    grad: (o?: object) => grad(loss, { x, other }, o).other.b,
    valueAndGrad: (o?: object) => valueAndGrad(loss, { x, other }, o).grad.other.b,
    vjp: (o?: object) => vjp(square(x), { x, other }, x, o).other.b,
  };

  it.each(Object.entries(calls))('%s', (name, call) => {
    expect(() => call()).toThrow(`${name}: the value is not computed from 'other.b' [3]`);
    expect(() => call()).toThrow('derivativesByAnything.test.ts');
    expect(() => call()).toThrow("or ask for zeros: { unused: 'zeros' }");
    expect(() => call({ unused: 'nothing' })).toThrow(`${name}: unused is 'nothing'; it must be 'zeros'`);
    expect(at(call({ unused: 'zeros' }))).toEqual([0, 0, 0]);
  });

  it('jvp', () => {
    const call = (o?: object) => jvp(square(x), other, other, o);
    expect(() => call()).toThrow("jvp: the value is not computed from 'b' [3]");
    expect(at(call({ unused: 'zeros' }))).toEqual([0, 0]);
  });

  it('but 0 where its derivative stops', () => {
    expect(at(grad(sum(language.stopGradient(x)), x))).toEqual([0, 0]);
  });
});
