// Digits lost: a value off by a percent where float32 has seven digits, since a formula subtracts what is nearly equal, adds
// what is much smaller, squares what overflows or rounds a constant near 1. Every case is held against float64.
import { describe, expect, test } from 'vitest';
import { makeConstant, makeInput } from '../../dsl/build.ts';
import { type Expr, elementCount, topological } from '../../dsl/expr.ts';
import { mul } from '../../dsl/expression/pointwise.ts';
import { sum } from '../../dsl/expression/reduce.ts';
import { Substitution } from '../../dsl/expression/substitute.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { outputsOf } from '../laws/agreement.ts';
import { inNode } from '../laws/targets.ts';
import type { DigitsCase } from './digitsCase.ts';
import { digitsCases } from './digitsCases.ts';

/** The distance of floats at x. */
function ulpAt(x: number): number {
  const exponent = x === 0 ? -126 : Math.max(-126, Math.floor(Math.log2(Math.abs(x))));
  return 2 ** (exponent - 23);
}

function ulpsOff(actual: number, right: number): number {
  const rounded = Math.fround(right);
  if (actual === rounded || (Number.isNaN(actual) && Number.isNaN(right))) return 0;
  return Math.abs(actual - right) / ulpAt(right);
}

interface Row {
  readonly name: string;
  readonly value: Expr;
  readonly right: Float64Array;
  readonly ulps: number;
}

const leaves = digitsCases.map((c) => c.given.map(({ shape, dtype }, i) => makeInput(`x${i}`, shape, dtype ?? 'f32')));
const data = digitsCases.map((c) =>
  c.given.map((g) => (g.dtype ? Int32Array.from(g.data) : Float32Array.from(g.data))),
);

/** Every value and derivative of the table, with what float64 makes of it. */
function tableOf(c: DigitsCase, i: number): Row[] {
  const values = c.f(...leaves[i]!).map(withInitialValues);
  const [first] = values;
  const wrt = c.slopeUlps === undefined ? [] : leaves[i]!.filter((leaf) => leaf.dtype === 'f32');
  const weights = makeConstant(
    Float64Array.from({ length: elementCount(first!.shape) }, (_, k) => 1 + k / 4),
    first!.shape,
    'f32',
  );
  const slopes = wrt.length === 0 ? [] : gradient(sum(mul(first!, weights)), wrt);
  const right = evaluate([...values, ...slopes], new Map(leaves[i]!.map((leaf, k) => [leaf, data[i]![k]!])));
  return [...values, ...slopes].map((value, k) => ({
    name: k < values.length ? `${c.name}, value ${k}` : `${c.name}, derivative ${k - values.length}`,
    value,
    right: right[k]!,
    ulps: k < values.length ? c.ulps : c.slopeUlps!,
  }));
}

/** Parameters of fresh layers are what they begin as. */
function withInitialValues(e: Expr): Expr {
  const images = new Map<Expr, Expr>();
  for (const p of topological([e])) {
    if (p.kind !== 'parameter') continue;
    const first = p.initializer.draw(p.shape, () => 0.5);
    images.set(p, makeConstant(Float64Array.from(first), p.shape, 'f32'));
  }
  return images.size === 0 ? e : new Substitution(images).apply(e);
}

const table = digitsCases.map(tableOf);

describe('digits', () => {
  test('float64 itself is right where other arithmetic says what is', () => {
    const wrong = digitsCases.flatMap((c, i) =>
      (c.truth ?? []).flatMap((truth, k) => {
        const value = table[i]![0]!.right[k]!;
        return Math.abs(value - truth) <= 1e-9 * Math.abs(truth) + 1e-300 ? [] : [`${c.name}: ${value}, not ${truth}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test.each(Object.entries(inNode))('%s keeps the digits of a float', async (_, open) => {
    const rows = table.flat();
    const found = await outputsOf(
      rows.map(({ value }) => value),
      leaves.flat(),
      data.flat(),
      await open(),
    );
    const wrong = rows.flatMap(({ name, right, ulps }, r) => {
      const off = [...right].map((want, k) => ulpsOff(found[r]![k]!, want));
      const k = off.indexOf(Math.max(...off));
      if (off[k]! <= ulps) return [];
      return [`${name}[${k}]: ${found[r]![k]}, not ${right[k]}: ${off[k]!.toPrecision(3)} of ${ulps} ulps`];
    });
    expect(wrong).toEqual([]);
  });
});
