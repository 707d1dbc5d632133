// Forward mode through a rule that is not linear in its cotangent, such as one that clips it, gave an expression of a leaf
// that nobody can feed.
import { describe, expect, it } from 'vitest';
import {
  add,
  clamp,
  customGradient,
  grad,
  input,
  jvp,
  mul,
  ones,
  scan,
  sigmoid,
  square,
  sum,
  type Tensor,
  vjp,
  zeros,
} from '../../runtime/index.ts';

const rules: Readonly<Record<string, (g: Tensor<[3]>, x: Tensor<[3]>) => Tensor<[3]>>> = {
  'clips it': (g, x) => clamp(mul(g, x), -1, 1),
  'squares it': (g) => square(g),
  'bends it': (g, x) => mul(sigmoid(g), x),
};

describe.each(Object.entries(rules))('a rule that %s', (_, rule) => {
  const f = (x: Tensor<[3]>) => customGradient(square(x), [x], (g) => [rule(g, x)]);
  const x = input(3);
  const said = "jvp: a customGradient's rule is not linear in its cotangent; take grad";

  it('has no forward mode, and jvp says so', () => {
    expect(() => jvp(f(x), x, ones(3))).toThrow(said);
    expect(() => jvp(sum(f(x)), x, ones(3))).toThrow(said);
  });

  it('nor in the body of a loop', () => {
    const loop = scan(zeros(3), ones(4, 3), (h) => [f(add(h, x)), h]).carry;
    expect(() => jvp(loop, x, ones(3))).toThrow(said);
  });

  it('has a reverse mode', () => {
    expect(grad(sum(f(x)), x)).toBeDefined();
    expect(vjp(f(x), x, ones(3))).toBeDefined();
  });
});
