import { describe, expect, it } from 'vitest';
import {
  abs,
  add,
  cast,
  customGradient,
  equal,
  floor,
  gather,
  matmul,
  max,
  mul,
  neg,
  relu,
  scale,
  sign,
  square,
  stopGradient,
  sum,
  type Tensor,
  tanh,
} from '../../runtime/index.ts';
import { checkGradients } from '../testing/index.ts';

const x = { shape: [2, 3], data: [0.1, -0.4, 0.7, 1.1, -0.2, 0.3] };
const w = { shape: [3, 2], data: [0.5, -0.1, 0.3, 0.8, -0.6, 0.2] };

it('accepts a right gradient and reports what it compared', () => {
  const f = (a: Tensor<[2, 3]>, b: Tensor<[3, 2]>) => sum(square(tanh(matmul(a, b))));
  const report = checkGradients(f, [x, w]);
  expect(report.checked).toBe(12);
  expect(report.worst).toBeLessThan(1e-7);
});

it('convicts a wrong one, naming the argument and the element', () => {
  const wrong = (t: Tensor<[2, 3]>) => sum(customGradient(square(t), [t], (g) => [g]));
  expect(() => checkGradients(wrong, [x])).toThrow(
    /argument 0, element 0: the gradient is 1, differences give 0\.(2|19)/,
  );
});

describe('at a kink', () => {
  const at = (...data: number[]) => [{ shape: [data.length], data }];
  /** |x|, with `slope` said to be its derivative at 0 */
  const absWith = (slope: number) => (x: Tensor<[number]>) =>
    sum(customGradient(abs(x), [x], (g) => [mul(g, add(sign(x), scale(cast(equal(x, 0), 'f32'), slope)))]));

  it('the gradient may be anything between the derivatives of both sides', () => {
    const all = checkGradients((x) => sum(add(relu(x), abs(x))), at(0, 1, -1, 0));
    expect(all).toMatchObject({ checked: 4, kinks: 2 });
    for (const slope of [-1, -0.3, 1]) expect(checkGradients(absWith(slope), at(0)).kinks).toBe(1);
    // a tie of two, and of one with itself
    expect(checkGradients((x) => max(x), at(2, 1, 2)).kinks).toBe(2);
  });

  it('it may be nothing else', () => {
    expect(() => checkGradients(absWith(1.01), at(0))).toThrow(
      /element 0 \(between both sides\): .* 1\.01, .* give (1|0\.99999)/,
    );
    expect(() => checkGradients(absWith(-2), at(3, 0))).toThrow(
      /element 1 \(between both sides\): .* -2, .* give -(1|0\.99999)/,
    );
  });

  it('near one, the side that the point is on decides, as far as differences can tell', () => {
    for (const x of [1e-3, 1e-5, -1e-4]) {
      expect(checkGradients((y) => sum(abs(y)), at(x)).checked).toBe(1);
      const wrong = (y: Tensor<[number]>) => sum(customGradient(abs(y), [y], (g) => [neg(mul(g, sign(y)))]));
      expect(() => checkGradients(wrong, at(x)), `at ${x}`).toThrow(/the gradient is/);
    }
  });

  it('says at a jump that nothing can be said', () => {
    expect(() => checkGradients((x) => sum(floor(x)), at(0))).toThrow(/differences do not converge.*jump/);
  });
});

it('holds what stopGradient holds', () => {
  expect(checkGradients((a) => sum(mul(a, stopGradient(a))), [x]).checked).toBe(6);
});

it('gives arguments of the types that the points say', () => {
  const table = { shape: [4, 2], data: Array.from({ length: 8 }, (_, i) => Math.sin(i)) } as const;
  const rows = { shape: [3], dtype: 'i32', data: [3, 0, 3] } as const;
  const report = checkGradients(
    (t, i) => {
      const found: Tensor<[3, 2]> = gather(t, i);
      return sum(square(found));
    },
    [table, rows],
  );
  expect(report.checked).toBe(8);
});
