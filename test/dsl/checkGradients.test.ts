import { expect, it } from 'vitest';
import { customGradient, floor, matmul, square, sum, type Tensor, tanh } from '../../runtime/index.ts';
import { checkGradients } from '../testing/index.ts';

const x = { shape: [2, 3], data: [0.1, -0.4, 0.7, 1.1, -0.2, 0.3] };
const w = { shape: [3, 2], data: [0.5, -0.1, 0.3, 0.8, -0.6, 0.2] };

it('accepts a right gradient and reports what it compared', () => {
  const f = (...[a, b]: readonly unknown[]) => sum(square(tanh(matmul(a as Tensor<[2, 3]>, b as Tensor<[3, 2]>))));
  const report = checkGradients(f, [x, w]);
  expect(report.checked).toBe(12);
  expect(report.worst).toBeLessThan(1e-7);
});

it('convicts a wrong one, naming the argument and the element', () => {
  const wrong = (...[a]: readonly unknown[]) => {
    const t = a as Tensor<[2, 3]>;
    return sum(customGradient(square(t), [t], (g) => [g]));
  };
  expect(() => checkGradients(wrong, [x])).toThrow(
    /argument 0, element 0: the gradient is 1, differences give 0\.(2|19)/,
  );
});

it('says when the differences do not converge', () => {
  expect(() =>
    checkGradients((...[a]) => sum(floor(a as unknown as Tensor<[1]>)), [{ shape: [1], data: [0] }]),
  ).toThrow(/differences do not converge.*kink/);
});
