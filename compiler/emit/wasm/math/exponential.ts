// e^x, ln x and what is made of them, on four f32 lanes.
//
// exp and log use the argument reductions and polynomials of Cephes (Moshier 1992), tanh too for small arguments;
// the polynomials of erf and expm1 were fitted for this file by Lawson's iteration (minimax, float32 coefficients).
import type { Body } from './body.ts';
import { ln2High, ln2Low, powerOfTwo, reduceByLn2, splitFloat } from './parts.ts';
import {
  abs,
  add,
  bind,
  bitAnd,
  bitOr,
  choose,
  copySign,
  div,
  equal,
  greater,
  greaterEqual,
  greatest,
  intEqual,
  integer,
  intSub,
  least,
  less,
  mul,
  negate,
  number,
  polynomial,
  shiftRight,
  sub,
} from './terms.ts';

/** e^x = 2^n e^r; 2^n in two factors, so that results in the denormal range and near overflow are right */
export const exp: Body = (f, [x]) => {
  const clamped = bind(f, least(greatest(x, number(-104)), number(89)));
  const { n, r } = reduceByLn2(f, clamped);
  const p = polynomial(
    r,
    [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
  );
  const y = bind(f, add(add(mul(p, mul(r, r)), r), number(1)));
  const half = bind(f, shiftRight(n, 1));
  mul(mul(y, powerOfTwo(half)), powerOfTwo(intSub(n, half)))(f);
};

/** ln x = e ln 2 + ln m, sqrt(1/2) <= m < sqrt(2) */
export const log: Body = (f, [x]) => {
  const { mantissa, exponent } = splitFloat(f, x);
  const m = bind(f, sub(mantissa, number(1)));
  const z = bind(f, mul(m, m));
  const p = polynomial(
    m,
    [
      7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
      2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
    ],
  );
  const tail = add(mul(mul(p, m), z), mul(exponent, number(ln2Low)));
  const y = bind(f, add(add(m, sub(tail, mul(z, number(0.5)))), mul(exponent, number(ln2High))));
  // x = 0: -Infinity; x < 0 and NaN: NaN; +Infinity: itself
  const ordinary = bitAnd(greater(x, number(0)), less(x, number(Infinity)));
  const zeroOrNaN = choose(equal(x, number(0)), number(-Infinity), number(Number.NaN));
  choose(ordinary, y, choose(equal(x, number(Infinity)), x, zeroOrNaN))(f);
};

/** e^x - 1 = 2^n (e^r - 1) + (2^n - 1) */
export const expm1: Body = (f, [x], other) => {
  const clamped = bind(f, least(greatest(x, number(-60)), number(60)));
  const { n, r } = reduceByLn2(f, clamped);
  const p = polynomial(r, [1.9915015e-4, 1.3942057e-3, 8.3332714e-3, 4.166634e-2, 1.6666667e-1, 0.5]);
  const q = bind(f, add(mul(p, mul(r, r)), r));
  const scale = bind(f, powerOfTwo(n));
  const scaled = add(mul(q, scale), sub(scale, number(1)));
  const inner = bind(f, choose(intEqual(n, integer(0)), q, scaled));
  const far = greater(x, number(60));
  const withFar = choose(far, other('exp')(x), inner);
  choose(equal(x, number(0)), x, withFar)(f);
};

/** ln(1 + x) = ln(u) x / (u - 1), u = 1 + x rounded (Kahan): the rounding of u cancels */
export const log1p: Body = (f, [x], other) => {
  const u = bind(f, add(x, number(1)));
  const ln = bind(f, other('log')(u));
  const corrected = mul(ln, div(x, sub(u, number(1))));
  const infinite = equal(u, number(Infinity));
  choose(equal(u, number(1)), x, choose(infinite, u, corrected))(f);
};

/** |x| < 0.625: x + x z P(z), z = x^2; else 1 - 2 / (e^(2|x|) + 1) with the sign of x */
export const tanh: Body = (f, [x], other) => {
  const a = bind(f, abs(x));
  const z = bind(f, mul(x, x));
  const p = polynomial(
    z,
    [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
  );
  const small = add(mul(mul(p, z), x), x);
  const large = sub(number(1), div(number(2), add(other('exp')(add(a, a)), number(1))));
  // the sum loses the sign of -0
  copySign(choose(less(a, number(0.625)), small, large), x)(f);
};

/** 1 / (1 + e^-x), from e^-|x| so that nothing overflows */
export const sigmoid: Body = (f, [x], other) => {
  const e = bind(f, other('exp')(negate(abs(x))));
  div(choose(greaterEqual(x, number(0)), number(1), e), add(e, number(1)))(f);
};

/** |x| < 1: x P(x^2); else 1 - e^Q(|x|), Q fitted to ln erfc on [0.95, 4]; from 4 on erf is 1 in f32 */
export const erf: Body = (f, [x], other) => {
  const a = bind(f, least(abs(x), number(4)));
  const z = bind(f, mul(x, x));
  const p = polynomial(
    z,
    [
      7.853773422539234e-5, -8.010171004571021e-4, 5.188325420022011e-3, -2.6853810995817184e-2, 1.128358542919159e-1,
      -3.761262595653534e-1, 1.1283791065216064,
    ],
  );
  const q = polynomial(
    a,
    [
      1.924307580338791e-4, -3.008584724739194e-3, 2.2087836638092995e-2, -1.0364074259996414e-1, -6.375164985656738e-1,
      -1.1274752616882324, -2.4463768932037055e-4,
    ],
  );
  const large = copySign(sub(number(1), other('exp')(q)), x);
  choose(less(a, number(1)), mul(x, p), large)(f);
};

/** -1, 0 or 1; zero keeps its sign and NaN is NaN */
export const sign: Body = (f, [x]) => {
  const one = bitOr(number(1), bitAnd(x, integer(-0x80000000)));
  choose(bitOr(less(x, number(0)), greater(x, number(0))), one, x)(f);
};
