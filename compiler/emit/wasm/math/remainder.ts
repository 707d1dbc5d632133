// a modulo b on four f32 lanes, floored (the divisor's sign) and exact, in f64. A quotient below 2^28 takes one step;
// beyond it the remainder of the magnitudes is found as in long division, 27 bits of the quotient at a time, so that
// each product and difference is exact.
import type { FunctionBuilder } from '../assemble/function.ts';
import type { Body } from './body.ts';
import {
  abs,
  bind,
  bitAnd,
  bitOr,
  bitXor,
  choose,
  demote,
  div,
  high,
  less,
  low,
  number,
  pick,
  read,
  type Term,
  wide,
} from './terms.ts';

/** Two f64 lanes of one 64-bit pattern, given by its halves. */
const pattern =
  (lowHalf: number, highHalf: number): Term =>
  (f) => {
    f.i32x4(lowHalf, highHalf, lowHalf, highHalf);
  };
const signBits = pattern(0, -0x80000000);
/** an f64's sign, exponent and first 26 bits */
const leadingBits = pattern(-0x4000000, -1);

/** a - floor(a / b) b; a zero has the sign of a, as in long division */
function oneStep(f: FunctionBuilder, numerator: Term, divisor: Term): Term {
  const [a, b] = [bind(f, numerator), bind(f, divisor)];
  const rest = bind(f, wide.sub(a, wide.mul(wide.floor(wide.div(a, b)), b)));
  return demote(choose(wide.equal(rest, wide.number(0)), bitAnd(a, signBits), rest));
}

/** Infinite a, b = 0 and NaN give NaN; a modulo an infinity is a, or the infinity where the signs differ. */
function longDivision(f: FunctionBuilder, numerator: Term, divisor: Term): Term {
  const [a, b] = [bind(f, numerator), bind(f, divisor)];
  const size = bind(f, wide.abs(b));
  const left = f.local('v128');
  const rest = read(left);
  wide.abs(a)(f);
  f.set(left);
  f.repeat(() => {
    // cut off, so that it is never more than the quotient
    const quotient = wide.floor(bitAnd(wide.div(rest, size), leadingBits));
    const next = wide.sub(rest, wide.mul(quotient, size));
    choose(wide.greaterEqual(rest, size), next, rest)(f);
    f.set(left);
    wide.greaterEqual(rest, size)(f);
    f.op('v128.any_true');
  });
  const remainder = bind(f, choose(signBits, a, choose(wide.equal(b, b), rest, b)));
  const signs = bitOr(bitAnd(bitXor(a, b), signBits), wide.number(1));
  const moves = bitAnd(wide.less(signs, wide.number(0)), wide.notEqual(rest, wide.number(0)));
  return bind(f, demote(choose(moves, wide.add(remainder, b), remainder)));
}

export const mod: Body = (f, [a, b]) => {
  const onHalves = (step: typeof oneStep) => () =>
    pick([0, 1, 4, 5], step(f, low(a), low(b)), step(f, high(a), high(b)))(f);
  bitAnd(less(abs(div(a, b)), number(2 ** 28)), less(abs(b), number(Infinity)))(f);
  f.op('i32x4.all_true').ifElse('v128', onHalves(oneStep), onHalves(longDivision));
};
