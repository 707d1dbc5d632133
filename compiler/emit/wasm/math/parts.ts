// Floats taken apart and put together again: exponents, mantissas and reduction by ln 2.
import type { FunctionBuilder } from '../assemble/function.ts';
import {
  add,
  bind,
  bitAnd,
  choose,
  intAdd,
  integer,
  intSub,
  less,
  mul,
  number,
  shiftLeft,
  shiftRight,
  sub,
  type Term,
  toFloat,
} from './terms.ts';

/** ln 2 in two parts: the first has few bits, so that n * high is exact */
export const ln2High = 0.693359375;
export const ln2Low = -2.1219444e-4;

/** 2^n for integer lanes -126 <= n <= 127 */
export const powerOfTwo = (n: Term): Term => shiftLeft(intAdd(n, integer(127)), 23);

/** 1.5 * 2^23: adding it rounds to an integer, which is then in the low bits of the sum */
const rounder = 12_582_912;
const rounderBits = 0x4b400000;

/** 1.5 * 2^52, the same for f64: the integer is then in the low 32 bits of the lane */
export const wideRounder = 1.5 * 2 ** 52;

/** x = n ln 2 + r with |r| <= ln 2 / 2, for |x| < 2^20; n as i32 lanes */
export function reduceByLn2(f: FunctionBuilder, x: Term): { n: Term; r: Term } {
  const shifted = bind(f, add(mul(x, number(Math.LOG2E)), number(rounder)));
  const n = bind(f, sub(shifted, number(rounder)));
  const r = bind(f, sub(sub(x, mul(n, number(ln2High))), mul(n, number(ln2Low))));
  return { n: bind(f, intSub(shifted, integer(rounderBits))), r };
}

/** x = 2^exponent mantissa with sqrt(1/2) <= mantissa < sqrt(2), for 0 < x < infinity; both as f32 lanes */
export function splitFloat(f: FunctionBuilder, x: Term): { mantissa: Term; exponent: Term } {
  const denormal = bind(f, less(x, number(2 ** -126)));
  const scaled = bind(f, choose(denormal, mul(x, number(2 ** 23)), x));
  const e = bind(f, shiftRight(intSub(scaled, integer(0x3f3504f3)), 23));
  const exponent = bind(f, toFloat(intSub(e, bitAnd(denormal, integer(23)))));
  return { mantissa: bind(f, intSub(scaled, shiftLeft(e, 23))), exponent };
}
