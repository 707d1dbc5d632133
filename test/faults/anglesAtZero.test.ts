// Kind: derivatives of angles where both numbers are zero. Along either axis the angle is constant on both sides.
import { describe, expect, it } from 'vitest';
import { pushforward } from '../../dsl/grad/forward.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { expression as e } from '../testing/index.ts';

const [a, b] = [e.input('a', [4]), e.input('b', [4])];
const zeros = new Map([
  [a, [0, -0, 0, -0]],
  [b, [0, 0, -0, -0]],
]);
const sum = (x: e.Expr) => e.reduce('sum', x, [0]);
const zero = (values: ArrayLike<number>) => expect(Array.from(values, Math.abs)).toEqual([0, 0, 0, 0]);

describe('the angle of (0, 0)', () => {
  const angle = e.apply('atan2', a, b);

  it('has the derivatives 0, in both modes', () => {
    for (const found of evaluate(gradient(sum(angle), [a, b]), zeros)) zero(found);
    for (const by of [a, b]) zero(evaluate(pushforward([angle], [by], [e.full(1, [4])]), zeros)[0]!);
  });

  it('has numbers for derivatives where one number is written in the program', () => {
    zero(evaluate(gradient(sum(e.apply('atan2', a, 0)), [a]), zeros)[0]!);
    zero(evaluate(gradient(sum(e.apply('atan2', 0, b)), [b]), zeros)[0]!);
  });

  it('is no trap beside other points: 1 / x at (0, x)', () => {
    const at = new Map([
      [a, [0, 0, 0, 0]],
      [b, [2, 0, -4, 0.5]],
    ]);
    expect([...evaluate(gradient(sum(angle), [a]), at)[0]!]).toEqual([0.5, 0, -0.25, 2]);
  });
});
