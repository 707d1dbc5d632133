// a^b = 2^(b log2 |a|) on four f32 lanes, at most 4 units in the last place. The logarithm is f64, since its error is
// multiplied by up to 150; what is left of the exponent after its integer is a f32 again.
//
// The values at 0, infinity, NaN and for negative a are those of JavaScript's operator ** (ECMA-262, 6.1.6.1.3): those
// of IEEE 754 but for (+-1)^(+-infinity) and 1^NaN, which are NaN.
import type { FunctionBuilder } from '../assemble/function.ts';
import type { Body } from './body.ts';
import { powerOfTwo, splitFloat, wideRounder } from './parts.ts';
import {
  abs,
  add,
  bind,
  bitAnd,
  bitAndNot,
  bitOr,
  choose,
  demote,
  equal,
  greater,
  high,
  intEqual,
  integer,
  intSub,
  less,
  low,
  mul,
  notEqual,
  number,
  pick,
  polynomial,
  shiftLeft,
  shiftRight,
  type Term,
  toInteger,
  truncate,
  wide,
  widePolynomial,
} from './terms.ts';

/** log2 m = s P(s^2), s = (m - 1) / (m + 1), for sqrt(1/2) <= m < sqrt(2): P is minimax, to 2^-37 */
function logarithm(f: FunctionBuilder, m: Term, exponent: Term): Term {
  const mantissa = bind(f, m);
  const s = bind(f, wide.div(wide.sub(mantissa, wide.number(1)), wide.add(mantissa, wide.number(1))));
  const z = bind(f, wide.mul(s, s));
  const p = widePolynomial(
    z,
    [0.3407300030881967, 0.4116727255849061, 0.5770835848257483, 0.9617966733428993, 2.8853900817900837],
  );
  return bind(f, wide.add(wide.mul(s, p), exponent));
}

/** [f0, f1, n0, n1] of two lanes of b log2 m = n + f, |f| <= 1/2, held where 2^n is 0 or infinity anyway */
function exponentParts(f: FunctionBuilder, log: Term, b: Term): Term {
  const product = bind(f, wide.mul(log, b));
  // NaN stays
  const below = choose(wide.less(wide.number(200), product), wide.number(200), product);
  const clamped = bind(f, choose(wide.less(product, wide.number(-200)), wide.number(-200), below));
  const shifted = bind(f, wide.add(clamped, wide.number(wideRounder)));
  const rest = wide.sub(clamped, wide.sub(shifted, wide.number(wideRounder)));
  return bind(f, pick([0, 1, 4, 6], demote(rest), shifted));
}

/** |a|^b, right for every finite a but 0, and every b */
function magnitude(f: FunctionBuilder, a: Term, b: Term): Term {
  const { mantissa, exponent } = splitFloat(f, a);
  const first = exponentParts(f, logarithm(f, low(mantissa), low(exponent)), low(b));
  const second = exponentParts(f, logarithm(f, high(mantissa), high(exponent)), high(b));
  const rest = bind(f, pick([0, 1, 4, 5], first, second));
  const n = bind(f, pick([2, 3, 6, 7], first, second));
  const p = polynomial(
    rest,
    [
      1.5328943845815957e-4, 1.3390976237133145e-3, 9.618500247597694e-3, 0.05550359562039375, 0.24022647738456726,
      0.6931471824645996,
    ],
  );
  const y = add(mul(p, rest), number(1));
  const half = bind(f, shiftRight(n, 1));
  return bind(f, mul(mul(y, powerOfTwo(half)), powerOfTwo(intSub(n, half))));
}

/** The lanes where a is 0, infinite, negative or NaN, put right. */
function corrected(f: FunctionBuilder, a: Term, b: Term, y: Term): void {
  const size = bind(f, abs(a));
  const zero = bind(f, equal(size, number(0)));
  const infinite = equal(size, number(Infinity));
  const up = bind(f, greater(b, number(0)));
  const extreme = choose(intEqual(zero, up), number(0), number(Infinity));
  const unsigned = bind(f, choose(bitOr(zero, infinite), extreme, y));
  const whole = bind(f, equal(truncate(b), b));
  // floats from 2^24 on are even
  const odd = bitAnd(bitAnd(shiftLeft(toInteger(b), 31), whole), less(abs(b), number(2 ** 24)));
  const signed = bitOr(unsigned, bitAnd(odd, bitAnd(a, integer(-0x80000000))));
  const root = bitAnd(bitAndNot(less(a, number(0)), whole), greater(a, number(-Infinity)));
  const undefinedHere = bitOr(bitOr(root, notEqual(a, a)), notEqual(b, b));
  const value = choose(undefinedHere, number(Number.NaN), signed);
  choose(equal(b, number(0)), number(1), value)(f);
}

export const pow: Body = (f, [a, b]) => {
  const y = magnitude(f, bind(f, abs(a)), b);
  bitAnd(greater(a, number(0)), less(a, number(Infinity)))(f);
  f.op('i32x4.all_true').ifElse(
    'v128',
    () => y(f),
    () => corrected(f, a, b, y),
  );
};

/**
 * (i32, i32) -> i32: the power truncated toward zero and saturated, by repeated squaring in f64, which is exact while it
 * matters. 0^b is the largest integer for b < 0.
 */
export function writeIntegerPower(f: FunctionBuilder): void {
  const [a, b] = [f.parameters[0]!, f.parameters[1]!];
  const [rest, power, result] = [f.local('i32'), f.local('f64'), f.local('f64')];
  f.get(a).op('f64.convert_i32_s').set(power);
  f.f64(1).set(result);
  // |b|, unsigned
  f.i32(0).get(b).op('i32.sub').get(b).get(b).i32(0).op('i32.lt_s').op('select').set(rest);
  f.repeat(() => {
    f.get(result).get(power).op('f64.mul').get(result).get(rest).i32(1).op('i32.and').op('select').set(result);
    f.get(power).get(power).op('f64.mul').set(power);
    f.get(rest).i32(1).op('i32.shr_u').tee(rest);
  });
  f.f64(1).get(result).op('f64.div').get(result).get(b).i32(0).op('i32.lt_s').op('select').op('i32.trunc_sat_f64_s');
}
