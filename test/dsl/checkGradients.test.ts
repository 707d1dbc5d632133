import { expect, it } from 'vitest';
import { customGradient, floor, gather, matmul, square, sum, type Tensor, tanh } from '../../runtime/index.ts';
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

it('says when the differences do not converge', () => {
  expect(() => checkGradients((a) => sum(floor(a)), [{ shape: [1], data: [0] }])).toThrow(
    /differences do not converge.*kink/,
  );
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
