// Four-lane arithmetic written as terms, so that a formula reads like its source. Where 24 bits are too few, the four
// lanes go through two registers of two f64 lanes each: `low` and `high`.
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import type { Opcode } from '../assemble/opcodes.ts';

/** Pushes one v128 value. */
export type Term = (f: FunctionBuilder) => void;

const binary =
  (op: Opcode) =>
  (a: Term, b: Term): Term =>
  (f) => {
    a(f);
    b(f);
    f.op(op);
  };

const unary =
  (op: Opcode) =>
  (a: Term): Term =>
  (f) => {
    a(f);
    f.op(op);
  };

export const add = binary('f32x4.add');
export const sub = binary('f32x4.sub');
export const mul = binary('f32x4.mul');
export const div = binary('f32x4.div');
/** b < a ? b : a in one instruction: NaN in `a` stays */
export const least = binary('f32x4.pmin');
/** a < b ? b : a */
export const greatest = binary('f32x4.pmax');
export const equal = binary('f32x4.eq');
export const less = binary('f32x4.lt');
export const greater = binary('f32x4.gt');
export const greaterEqual = binary('f32x4.ge');
export const bitAnd = binary('v128.and');
export const bitOr = binary('v128.or');
export const intAdd = binary('i32x4.add');
export const intSub = binary('i32x4.sub');
export const intEqual = binary('i32x4.eq');
export const bitXor = binary('v128.xor');
export const bitAndNot = binary('v128.andnot');
export const notEqual = binary('f32x4.ne');
export const abs = unary('f32x4.abs');
export const negate = unary('f32x4.neg');
export const truncate = unary('f32x4.trunc');
export const toFloat = unary('f32x4.convert_i32x4_s');
/** toward zero, saturating */
export const toInteger = unary('i32x4.trunc_sat_f32x4_s');

/** the same on two f64 lanes */
export const wide = {
  add: binary('f64x2.add'),
  sub: binary('f64x2.sub'),
  mul: binary('f64x2.mul'),
  div: binary('f64x2.div'),
  equal: binary('f64x2.eq'),
  notEqual: binary('f64x2.ne'),
  less: binary('f64x2.lt'),
  greaterEqual: binary('f64x2.ge'),
  abs: unary('f64x2.abs'),
  floor: unary('f64x2.floor'),
  nearest: unary('f64x2.nearest'),
  number:
    (value: number): Term =>
    (f) => {
      f.f64x2(value);
    },
};

/** lanes 0 and 1 in f64 */
export const low = unary('f64x2.promote_low_f32x4');
/** lanes 2 and 3 in f64 */
export const high = (a: Term): Term => low(pick([2, 3, 2, 3], a, a));
/** two f64 lanes rounded to f32, in lanes 0 and 1 */
export const demote = unary('f32x4.demote_f64x2_zero');
/** 32-bit lanes of two values: 0..3 of the first, 4..7 of the second */
export const pick =
  (lanes: readonly [number, number, number, number], a: Term, b: Term): Term =>
  (f) => {
    a(f);
    b(f);
    f.shuffle(lanes);
  };

export const number =
  (value: number): Term =>
  (f) => {
    f.f32x4(value);
  };
export const integer =
  (value: number): Term =>
  (f) => {
    f.i32x4(value);
  };
export const read =
  (l: Local): Term =>
  (f) => {
    f.get(l);
  };
export const shiftLeft =
  (a: Term, bits: number): Term =>
  (f) => {
    a(f);
    f.i32(bits).op('i32x4.shl');
  };
/** arithmetic */
export const shiftRight =
  (a: Term, bits: number): Term =>
  (f) => {
    a(f);
    f.i32(bits).op('i32x4.shr_s');
  };
/** a where the mask's bits are set, else b */
export const choose =
  (mask: Term, a: Term, b: Term): Term =>
  (f) => {
    a(f);
    b(f);
    mask(f);
    f.op('v128.bitselect');
  };
/** |magnitude| with the sign bit of `sign` */
export const copySign = (magnitude: Term, sign: Term): Term => choose(integer(0x7fffffff), magnitude, sign);
export const callOf =
  (functionIndex: number) =>
  (x: Term): Term =>
  (f) => {
    x(f);
    f.call(functionIndex);
  };

/** Horner's rule: coefficients from the highest power down. */
export function polynomial(x: Term, coefficients: readonly number[]): Term {
  const [highest = 0, ...rest] = coefficients;
  return rest.reduce<Term>((sum, c) => add(mul(sum, x), number(c)), number(highest));
}

/** The same on two f64 lanes. */
export function widePolynomial(x: Term, coefficients: readonly number[]): Term {
  const [highest = 0, ...rest] = coefficients;
  return rest.reduce<Term>((sum, c) => wide.add(wide.mul(sum, x), wide.number(c)), wide.number(highest));
}

/** Evaluates once into a new local. */
export function bind(f: FunctionBuilder, t: Term): Term {
  const l = f.local('v128');
  t(f);
  f.set(l);
  return read(l);
}
