// Elementary functions on four f32 lanes. Scalar code calls the same functions, so a value does not depend on whether
// its loop was vectorised. Errors are at most 4 units in the last place against float64, denormals included.
//
// exp and log use the argument reductions and polynomials of Cephes (Moshier 1992), tanh too for small arguments;
// the polynomials of erf and expm1 were fitted for this file by Lawson's iteration (minimax, float32 coefficients).
import type { FunctionBuilder } from '../assemble/function.ts';
import {
  abs,
  add,
  bind,
  bitAnd,
  bitOr,
  callOf,
  choose,
  copySign,
  div,
  equal,
  greater,
  greaterEqual,
  greatest,
  intAdd,
  intEqual,
  integer,
  intSub,
  least,
  less,
  mul,
  negate,
  number,
  polynomial,
  read,
  shiftLeft,
  shiftRight,
  sub,
  type Term,
  toFloat,
} from './terms.ts';

export type MathName = 'exp' | 'log' | 'tanh' | 'sigmoid' | 'erf' | 'expm1' | 'log1p' | 'sign';

/** Writes the body of a (v128) -> v128 function; `other` gives the index of another function of this table. */
type Body = (f: FunctionBuilder, x: Term, other: (name: MathName) => number) => void;

/** ln 2 in two parts: the first has few bits, so that n * high is exact */
const ln2High = 0.693359375;
const ln2Low = -2.1219444e-4;

/** 2^n for integer lanes -126 <= n <= 127 */
const powerOfTwo = (n: Term): Term => shiftLeft(intAdd(n, integer(127)), 23);

/** 1.5 * 2^23: adding it rounds to an integer, which is then in the low bits of the sum */
const rounder = 12_582_912;
const rounderBits = 0x4b400000;

/** x = n ln 2 + r with |r| <= ln 2 / 2, for |x| < 2^20; n as i32 lanes */
function reduce(f: FunctionBuilder, x: Term): { n: Term; r: Term } {
  const shifted = bind(f, add(mul(x, number(Math.LOG2E)), number(rounder)));
  const n = bind(f, sub(shifted, number(rounder)));
  const r = bind(f, sub(sub(x, mul(n, number(ln2High))), mul(n, number(ln2Low))));
  return { n: bind(f, intSub(shifted, integer(rounderBits))), r };
}

/** e^x = 2^n e^r; 2^n in two factors, so that results in the denormal range and near overflow are right */
const exp: Body = (f, x) => {
  const clamped = bind(f, least(greatest(x, number(-104)), number(89)));
  const { n, r } = reduce(f, clamped);
  const p = polynomial(
    r,
    [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
  );
  const y = bind(f, add(add(mul(p, mul(r, r)), r), number(1)));
  const half = bind(f, shiftRight(n, 1));
  mul(mul(y, powerOfTwo(half)), powerOfTwo(intSub(n, half)))(f);
};

/** ln x = e ln 2 + ln m, sqrt(1/2) <= m < sqrt(2) */
const log: Body = (f, x) => {
  const denormal = bind(f, less(x, number(2 ** -126)));
  const scaled = bind(f, choose(denormal, mul(x, number(2 ** 23)), x));
  const e = bind(f, shiftRight(intSub(scaled, integer(0x3f3504f3)), 23));
  const m = bind(f, sub(intSub(scaled, shiftLeft(e, 23)), number(1)));
  const exponent = bind(f, toFloat(intSub(e, bitAnd(denormal, integer(23)))));
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
const expm1: Body = (f, x, other) => {
  const clamped = bind(f, least(greatest(x, number(-60)), number(60)));
  const { n, r } = reduce(f, clamped);
  const p = polynomial(r, [1.9915015e-4, 1.3942057e-3, 8.3332714e-3, 4.166634e-2, 1.6666667e-1, 0.5]);
  const q = bind(f, add(mul(p, mul(r, r)), r));
  const scale = bind(f, powerOfTwo(n));
  const scaled = add(mul(q, scale), sub(scale, number(1)));
  const inner = bind(f, choose(intEqual(n, integer(0)), q, scaled));
  const far = greater(x, number(60));
  const withFar = choose(far, callOf(other('exp'), x), inner);
  choose(equal(x, number(0)), x, withFar)(f);
};

/** ln(1 + x) = ln(u) x / (u - 1), u = 1 + x rounded (Kahan): the rounding of u cancels */
const log1p: Body = (f, x, other) => {
  const u = bind(f, add(x, number(1)));
  const ln = bind(f, callOf(other('log'), u));
  const corrected = mul(ln, div(x, sub(u, number(1))));
  const infinite = equal(u, number(Infinity));
  choose(equal(u, number(1)), x, choose(infinite, u, corrected))(f);
};

/** |x| < 0.625: x + x z P(z), z = x^2; else 1 - 2 / (e^(2|x|) + 1) with the sign of x */
const tanh: Body = (f, x, other) => {
  const a = bind(f, abs(x));
  const z = bind(f, mul(x, x));
  const p = polynomial(
    z,
    [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
  );
  const small = add(mul(mul(p, z), x), x);
  const large = sub(number(1), div(number(2), add(callOf(other('exp'), add(a, a)), number(1))));
  choose(less(a, number(0.625)), small, copySign(large, x))(f);
};

/** 1 / (1 + e^-x), from e^-|x| so that nothing overflows */
const sigmoid: Body = (f, x, other) => {
  const e = bind(f, callOf(other('exp'), negate(abs(x))));
  div(choose(greaterEqual(x, number(0)), number(1), e), add(e, number(1)))(f);
};

/** |x| < 1: x P(x^2); else 1 - e^Q(|x|), Q fitted to ln erfc on [0.95, 4]; from 4 on erf is 1 in f32 */
const erf: Body = (f, x, other) => {
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
  const large = copySign(sub(number(1), callOf(other('exp'), q)), x);
  choose(less(a, number(1)), mul(x, p), large)(f);
};

/** -1, 0 or 1; zero keeps its sign and NaN is NaN */
const sign: Body = (f, x) => {
  const one = bitOr(number(1), bitAnd(x, integer(-0x80000000)));
  choose(bitOr(less(x, number(0)), greater(x, number(0))), one, x)(f);
};

const bodies: Record<MathName, Body> = { exp, log, expm1, log1p, tanh, sigmoid, erf, sign };

export function writeMath(name: MathName, f: FunctionBuilder, other: (name: MathName) => number): void {
  const [x] = f.parameters;
  if (!x) throw new Error(`wasm math: ${name} has no parameter`);
  bodies[name](f, read(x), other);
}
