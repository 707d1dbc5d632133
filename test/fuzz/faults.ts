// Models and functions of users with a gradient that is stated, wrongly or rightly.
import {
  add,
  affine,
  crossCorrelate,
  customGradient,
  type Dim,
  flatten,
  input,
  maxPool,
  model,
  mul,
  pipe,
  relu,
  type Shape,
  scan,
  sin,
  sum,
  type Tensor,
  tanh,
} from '../../runtime/index.ts';
import { type FuzzOptions, type FuzzReport, fuzzGradients } from '../testing/index.ts';

export type Own = <S extends Shape>(x: Tensor<S>) => Tensor<S>;

/** x^2, whose derivative is said to be `factor` x: 2 is right */
export const squareWith =
  (factor: number): Own =>
  <S extends Shape>(x: Tensor<S>) =>
    customGradient(mul(x, x), [x], (g) => [mul(factor, mul(g, x))]);

/** Each takes an operation with a stated derivative, and fuzzes what it is part of. */
export const subjects: Readonly<Record<string, (own: Own, options?: FuzzOptions) => Promise<FuzzReport>>> = {
  'a layer of a model': (own, options) =>
    fuzzGradients(
      model({ hidden: affine(4, 8), out: affine(8, 2) }, input('batch', 4), (p, x) =>
        pipe(x, p.hidden, tanh, own, p.out),
      ),
      { runs: 3, ...options },
    ),
  'the body of a loop': (own, options) =>
    fuzzGradients(
      <T extends Dim>(h: Tensor<[3]>, xs: Tensor<[T, 3]>) =>
        scan(h, xs, (carry, x) => {
          const next = own(tanh(add(carry, x)));
          return [next, carry];
        }).outputs,
      { inputs: [input(3), input('time', 3)], runs: 3, ...options },
    ),
  'a loop in a loop, in the other direction': (own, options) =>
    fuzzGradients(
      (h: Tensor<[3]>, xs: Tensor<[2, 3, 3]>) =>
        scan(
          h,
          xs,
          (outer, rows) => {
            const next = scan(outer, rows, (carry, x) => [sin(add(own(carry), x)), x]).carry;
            return [next, next];
          },
          { reverse: true },
        ).outputs,
      { inputs: [input(3), input(2, 3, 3)], runs: 3, ...options },
    ),
  'a convolutional network': (own, options) =>
    fuzzGradients(
      model({ first: crossCorrelate(1, 3, 3), out: affine(27, 2) }, input('batch', 1, 8, 8), (p, x) =>
        pipe(x, p.first, relu, maxPool(2, { stride: 2 }), own, flatten, p.out),
      ),
      { runs: 2, symbols: { batch: 1 }, ...options } as FuzzOptions,
    ),
  'one of two uses': (own, options) =>
    fuzzGradients((x: Tensor<[4]>, y: Tensor<[4]>) => sum(add(mul(x, own(y)), own(sin(x)))), {
      inputs: [input(4), input(4)],
      runs: 3,
      ...options,
    }),
};
