// fuzzGradients(f, { strength }): faults that are planted in what the user stated, and which of them nobody sees.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lift } from '../../compiler/source/lift/index.ts';
import {
  add,
  customGradient,
  type Dim,
  exp,
  greater,
  input,
  less,
  matmul,
  mul,
  neg,
  scan,
  sigmoid,
  sub,
  sum,
  type Tensor,
  transpose,
  where,
  zeros,
} from '../../runtime/index.ts';
import { FuzzError, fuzzGradients, type Strength } from '../testing/index.ts';

const lines = readFileSync(import.meta.filename, 'utf8').split('\n');
const at = (mark: string) => `test/fuzz/strength.test.ts:${lines.findIndex((l) => l.endsWith(`// ${mark}`)) + 1}`;

/** a b, stated: dA = g b^T, dB = a^T g */
const product = (a: Tensor<[3, 3]>, b: Tensor<[3, 3]>) =>
  customGradient(matmul(a, b), [a, b], (g) => [matmul(g, transpose(b)), matmul(transpose(a), g)]); // product
const swish = lift((x: number) => (x > 50 ? x : x / (1 + Math.exp(-x))));
/** x sigmoid(x), whose rule has an arm for values that are never drawn */
const guarded = (x: Tensor<[4]>) => {
  const s = sigmoid(x);
  const rule = (g: Tensor<[4]>) => where(greater(x, 30), mul(g, 3), mul(g, add(s, mul(mul(x, s), sub(1, s))))); // rule
  return customGradient(mul(x, s), [x], (g) => [rule(g)]); // guarded
};

const strengthOf = async (made: ReturnType<typeof fuzzGradients>): Promise<Strength> => (await made).strength!;

describe('planted faults', () => {
  it('of a rule are all caught where every part of it is checked', async () => {
    const strength = await strengthOf(
      fuzzGradients((a: Tensor<[3, 3]>, b: Tensor<[3, 3]>) => sum(product(a, b)), {
        inputs: [input(3, 3), input(3, 3)],
        ...{ runs: 2, strength: 40 },
      }),
    );
    expect(strength).toMatchObject({ survivors: [] });
    // five of each cotangent (2, -1, 0, flipped, transposed), exchanged cotangents, and the products inside
    expect(strength.planted).toBeGreaterThan(12);
    expect(strength.caught).toBe(strength.planted);
  });

  it('of a lifted function are caught, but in the arm that is never taken', async () => {
    const { survivors, planted } = await strengthOf(
      fuzzGradients((x: Tensor<[4]>) => sum(swish(x)), { inputs: [input(4)], runs: 3, strength: 50 }), // lifted
    );
    expect(planted).toBeGreaterThan(3);
    expect(survivors.map((s) => s.fault)).toEqual(['100 for 50 in greater']);
    expect(survivors[0]).toMatchObject({ site: `lifted function at ${at('lifted')}`, place: at('lifted') });
  });

  it('that survive are named, with what it means', async () => {
    const report = await fuzzGradients((x: Tensor<[4]>) => sum(guarded(x)), {
      inputs: [input(4)],
      runs: 3,
      strength: 50,
    });
    const { survivors } = report.strength!;
    expect(survivors.map((s) => s.fault).sort()).toEqual(
      ['6 for 3 in mul', '60 for 30 in greater', 'add for mul'].sort(),
    );
    for (const s of survivors)
      expect(s).toMatchObject({
        site: `customGradient at ${at('guarded')}`,
        why: 'it changes the gradient at no drawn point: what it is in has no effect there, and is not checked',
      });
    expect(report.untested.map((u) => u.text)).toContain(
      `where at ${at('rule')}, in the rule of customGradient at ${at('guarded')}: its condition was never true at any drawn point`,
    );
  });

  it('in the body of a loop are planted in every step', async () => {
    const square = (x: Tensor<[3]>) => customGradient(mul(x, x), [x], (g) => [mul(mul(g, 2), x)]);
    const loop = <T extends Dim>(xs: Tensor<[T, 3]>) =>
      scan(zeros(3), xs, (h, x) => [neg(square(sub(x, h))), square(x)]);
    const { planted, survivors } = await strengthOf(
      fuzzGradients(loop, { inputs: [input('time', 3)], runs: 2, symbols: { time: 3 }, strength: 12 }),
    );
    expect(planted).toBe(12);
    expect(survivors).toEqual([]);
  });

  it('are the same for the same seed, and none where nothing is stated', async () => {
    const asked = (seed: number) =>
      strengthOf(
        fuzzGradients((x: Tensor<[4]>) => sum(guarded(x)), { inputs: [input(4)], runs: 2, strength: 4, seed }),
      );
    expect(await asked(1)).toEqual(await asked(1));
    const plain = fuzzGradients((x: Tensor<[3]>) => sum(exp(x)), { inputs: [input(3)], runs: 1, strength: 5 });
    expect(await strengthOf(plain)).toEqual({ planted: 0, caught: 0, survivors: [] });
    expect((await fuzzGradients((x: Tensor<[3]>) => exp(x), { inputs: [input(3)], runs: 1 })).strength).toBeUndefined();
  });

  it('are not planted in what has a fault already', async () => {
    const wrong = (x: Tensor<[3]>) => customGradient(mul(x, x), [x], (g) => [mul(g, where(less(x, 0), x, 1))]);
    const found = fuzzGradients((x: Tensor<[3]>) => sum(wrong(x)), { inputs: [input(3)], runs: 2, strength: 5 });
    await expect(found).rejects.toBeInstanceOf(FuzzError);
    const asked = fuzzGradients((x: Tensor<[3]>) => x, { inputs: [input(3)], strength: 0.5 });
    await expect(asked).rejects.toThrow('strength is 0.5, expected a number of faults to plant');
  });
});
