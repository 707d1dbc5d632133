// Around a transformation: skip, gated linear unit, highway.
import { describe, expect, it } from 'vitest';
import { makeInput } from '../../dsl/build.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { highway, skip } from '../../dsl/nn/gates.ts';
import { ones, sum, tanh } from '../../dsl/ops/index.ts';
import { asTensor, type Tensor, toExpr } from '../../dsl/tensor.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { valuesOf } from '../dsl/values.ts';
import { layers } from '../laws/cases/layers.ts';
import { equation, plus, sigmoid, times, zip } from './equation.ts';

const named = (name: string) => layers.find((c) => c.name === name)!;

describe('x + T(x)', () => equation(named('skip'), (x) => plus(x, Array.from(x, Math.tanh))));

describe('alpha T(x), alpha = sigmoid(W x + b)', () =>
  equation(named('gatedLinearUnit'), (x, w, b, v, c) => {
    const alpha = plus(times(x, w, 3), b).map(sigmoid);
    return zip(alpha, plus(times(x, v, 3), c), (a, t) => a * t);
  }));

describe('(1 - alpha) x + alpha T(x)', () =>
  equation(named('highway'), (x, w, b) => {
    const alpha = plus(times(x, w, 3), b).map(sigmoid);
    return alpha.map((a, i) => (1 - a) * x[i]! + a * Math.tanh(x[i]!));
  }));

describe('law', () => {
  it('the gradient of skip is 1 + dT/dx', () => {
    const x = makeInput('x', [5], 'f32');
    const t = asTensor<[5], 'f32'>(x);
    const of = (y: Tensor<[5]>) => gradient(toExpr(sum(y)), [x])[0]!;
    const at = new Map([[x, Float64Array.of(-3, -0.2, 0, 0.7, 9)]]);
    const [around, plain] = evaluate([of(skip(t, tanh)), of(tanh(t))], at);
    expect([...around!]).toEqual(Array.from(plain!, (d) => 1 + d));
  });

  it('a highway starts nearly closed: the identity, mostly', () => {
    const gate = highway(2);
    const zero = [gate.params.w, [0, 0, 0, 0]] as const;
    const [first] = valuesOf(gate((x: Tensor<[1, 2]>) => tanh(x))(ones(1, 2)), [zero, [gate.params.b, [-1, -1]]]);
    const alpha = 1 / (1 + Math.E);
    expect(first).toBeCloseTo(1 - alpha + alpha * Math.tanh(1), 12);
    expect([...toParameter(gate.params.b)]).toEqual([-1, -1]);
  });
});

const toParameter = (b: Tensor<[2]>): Float32Array => {
  const leaf = toExpr(b);
  if (leaf.kind !== 'parameter') throw new TypeError('no parameter');
  return leaf.initializer.draw(leaf.shape, () => 0.5);
};
