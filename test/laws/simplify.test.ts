// Simplification keeps every value, bit for bit: NaN, infinities and signed zeros too. Held for each scalar operation with
// each literal that a rule may look for, at all special values; so a rule that floats do not obey (x 0 = 0, x - x = 0,
// x + 0 = x) is found whoever adds it.
import { describe, expect, it } from 'vitest';
import { rules, simplify } from '../../compiler/passes/simplify.ts';
import { axisMap, leafConstant, literal, makeInput, makeReduce, makeReshape, makeView } from '../../dsl/build.ts';
import type { DType } from '../../dsl/dtype.ts';
import type { Expr, Monoid } from '../../dsl/expr.ts';
import { map } from '../../dsl/scalar/map.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';

const special = [0, -0, 1, -1, 0.5, -2.5, 3, 100, 1e-40, 1e10, -1e30, Infinity, -Infinity, Number.NaN];
const whole = [0, 1, -1, 2, 3, -7, 2 ** 31 - 1, -(2 ** 31)];
const values: Readonly<Record<DType, readonly number[]>> = { f32: special, i32: whole, bool: [0, 1] };

const leaf = (dtype: DType) => makeInput('x', [values[dtype].length], dtype);
const x = leaf('f32');
const p = leaf('bool');
const i = leaf('i32');
const feeds = new Map<Expr, readonly number[]>([x, p, i].map((e) => [e, values[e.dtype]]));

/** The expression after simplification, which must have the same values. */
function simplified(e: Expr, name: string): Expr {
  const inputs = [x, p, i].map((l) => ({ name: l.dtype, leaf: l }));
  const after = simplify({ inputs, states: [], outputs: [{ name, value: e }] }).outputs[0]!.value;
  const [before, now] = [evaluate([e], feeds)[0]!, evaluate([after], feeds)[0]!];
  // a sum that is 0 has either sign: -0 alone, or after the 0 that sums begin with
  const same =
    e.kind === 'reduce' && e.monoid === 'sum' ? (a: number, b: number) => Object.is(a + 0, b + 0) : Object.is;
  const wrong = [...before.keys()].filter((k) => !same(before[k]!, now[k]!));
  expect(
    wrong.map((k) => `element ${k}: ${now[k]}, expected ${before[k]}`),
    name,
  ).toEqual([]);
  return after;
}

const accepts = (op: (typeof scalars)['add'], ...types: DType[]) => typeof op.result(...types) === 'string';

describe.each(Object.values(scalars))('$name', (op) => {
  it.each(['f32', 'i32', 'bool'] as const)('of %s, of itself and of literals', (dtype) => {
    const y = { f32: x, i32: i, bool: p }[dtype];
    const literals = values[dtype].map((c) => literal(c, dtype, y.shape));
    const operands = [y, ...literals];
    const all: Expr[][] = {
      1: operands.map((a) => [a]),
      2: operands.flatMap((a) => operands.map((b) => [a, b])),
      3: [],
    }[op.arity];
    for (const args of all.filter((a) => accepts(op, ...a.map((e) => e.dtype)))) simplified(map(op, ...args), op.name);
  });
});

describe('several operations', () => {
  const of = (name: keyof typeof scalars, ...args: (Expr | number)[]) => map(scalars[name], ...args);

  it('one after another', () => {
    const unary = Object.values(scalars).filter((op) => op.arity === 1 && accepts(op, 'f32'));
    for (const inner of unary) {
      const e = map(inner, x);
      for (const outer of unary.filter((op) => accepts(op, e.dtype))) simplified(map(outer, e), outer.name);
    }
  });

  it('sums and products with a literal inside and outside', () => {
    for (const outer of ['add', 'sub', 'mul', 'div', 'max', 'min'] as const)
      for (const inner of ['add', 'sub', 'mul', 'div'] as const)
        for (const [a, b] of [0, -0, 1, -1, 2, 3, Infinity].flatMap((s) => [0, 1, -1, 4].map((t) => [s, t] as const)))
          simplified(of(outer, of(inner, x, a), b), `${outer}(${inner}(x, ${a}), ${b})`);
  });

  it('a choice', () => {
    const truths = [literal(1, 'bool', x.shape), literal(0, 'bool', x.shape), of('greater', x, 0.25)];
    const sides = [x, of('neg', x), literal(0, 'f32', x.shape), literal(-0, 'f32', x.shape)];
    for (const c of truths)
      for (const a of sides) for (const b of sides) simplified(of('select', c, a, b), `select(${a.kind}, ${b.kind})`);
  });

  it('views and reshapes of literals, inside and outside of their source', () => {
    for (const c of special) {
      for (const fill of [0, -0, 1, Infinity]) {
        const source = literal(c, 'f32', [6]);
        for (const offset of [0, 2, -1]) simplified(makeView(source, [4], [axisMap(1, 0, 1, offset)], fill), 'view');
      }
      simplified(makeReshape(literal(c, 'f32', [6]), [2, 3]), 'reshape');
    }
  });

  it('reductions of one element', () => {
    const column = makeReshape(x, [x.shape[0]!, 1]);
    for (const monoid of ['sum', 'prod', 'max', 'min', 'argMax', 'argMin'] satisfies Monoid[])
      simplified(makeReduce(monoid, column, [1]), monoid);
  });
});

it('every rule is used', () => {
  const one = literal(1, 'f32', x.shape);
  const specimens: Readonly<Record<string, Expr>> = {
    'op(c1, c2, ...) = c': map(scalars.add, one, one),
    'x * 1 = x': map(scalars.mul, x, 1),
    'x / 1 = x': map(scalars.div, x, 1),
    'x - 0 = x': map(scalars.sub, x, 0),
    'x + -0 = x': map(scalars.add, x, -0),
    'x / 2^n = x * 2^-n': map(scalars.div, x, 4),
    '-(-x) = x': map(scalars.neg, map(scalars.neg, x)),
    'select(true, x, y) = x; select(c, x, x) = x': map(scalars.select, literal(1, 'bool', x.shape), x, one),
    'a cast to the type it has': map(scalars.toF32, x),
    'equal constants': leafConstant(Float64Array.of(1, 2), [2], 'f32'),
    'a view of a view, a reshape of a reshape': makeReshape(makeReshape(x, [x.shape[0]!, 1]), x.shape),
    'any re-indexing of equal elements': makeReshape(literal(2, 'f32', [6]), [2, 3]),
    'a reduction over axes of size one': makeReduce('sum', makeReshape(x, [x.shape[0]!, 1]), [1]),
  };
  expect(rules.map((r) => r.formula).sort()).toEqual(Object.keys(specimens).sort());
  for (const rule of rules) {
    const e = specimens[rule.formula]!;
    expect(rule.apply(e), rule.formula).not.toBeNull();
    simplified(e, rule.formula);
  }
});
