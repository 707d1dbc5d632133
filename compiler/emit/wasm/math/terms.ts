// Four-lane arithmetic written as terms, so that a formula in functions.ts reads like its source.
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
export const abs = unary('f32x4.abs');
export const negate = unary('f32x4.neg');
export const toFloat = unary('f32x4.convert_i32x4_s');

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
  (functionIndex: number, ...args: readonly Term[]): Term =>
  (f) => {
    for (const a of args) a(f);
    f.call(functionIndex);
  };

/** Horner's rule: coefficients from the highest power down. */
export function polynomial(x: Term, coefficients: readonly number[]): Term {
  const [highest = 0, ...rest] = coefficients;
  return rest.reduce<Term>((sum, c) => add(mul(sum, x), number(c)), number(highest));
}

/** Evaluates once into a new local. */
export function bind(f: FunctionBuilder, t: Term): Term {
  const l = f.local('v128');
  t(f);
  f.set(l);
  return read(l);
}
