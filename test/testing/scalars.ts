// The scalar core in plain JavaScript, for the interpreter of Programs: shares no code with the backends it checks.
import type { ScalarName } from '../../dsl/scalar/op.ts';

type Fn = (a: number, b: number, c: number) => number;

/** Floored remainder: the sign of the divisor, as in Python. */
function floored(a: number, b: number): number {
  const r = a % b;
  return r !== 0 && r < 0 !== b < 0 ? r + b : r;
}

function roundHalfEven(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  if (!(Math.abs(x) < 2 ** 52)) return x;
  const up = rest === 0.5 ? low % 2 !== 0 : rest > 0.5;
  return up ? (low === -1 ? -0 : low + 1) : low;
}

/**
 * erf(x) in float64: Maclaurin series for |x| < 1, beyond which its terms cancel, else the continued fraction of erfc (Abramowitz and Stegun 1964,
 * 7.1.5 and 7.1.14).
 */
export function erf(x: number): number {
  if (Number.isNaN(x) || x === 0) return x;
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  if (a < 1) {
    let term = x;
    let sum = x;
    for (let n = 1; n < 100; n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let k = 200; k >= 1; k--) fraction = k / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / (Math.sqrt(Math.PI) * (a + fraction)));
}

/** The value over real numbers (f32 and, where the op accepts them, i32 and bool arguments). */
const real: Record<ScalarName, Fn> = {
  neg: (a) => -a,
  abs: Math.abs,
  sign: Math.sign,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sqrt: Math.sqrt,
  rsqrt: (a) => 1 / Math.sqrt(a),
  reciprocal: (a) => 1 / a,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  tanh: Math.tanh,
  sigmoid: (a) => (a < 0 ? Math.exp(a) / (1 + Math.exp(a)) : 1 / (1 + Math.exp(-a))),
  erf,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfEven,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  mod: floored,
  pow: (a, b) => a ** b,
  max: (a, b) => Math.max(a, b),
  min: (a, b) => Math.min(a, b),
  atan2: (a, b) => Math.atan2(a, b),
  equal: (a, b) => (a === b ? 1 : 0),
  notEqual: (a, b) => (a !== b ? 1 : 0),
  less: (a, b) => (a < b ? 1 : 0),
  lessEqual: (a, b) => (a <= b ? 1 : 0),
  greater: (a, b) => (a > b ? 1 : 0),
  greaterEqual: (a, b) => (a >= b ? 1 : 0),
  and: (a, b) => (a !== 0 && b !== 0 ? 1 : 0),
  or: (a, b) => (a !== 0 || b !== 0 ? 1 : 0),
  not: (a) => (a === 0 ? 1 : 0),
  select: (c, a, b) => (c !== 0 ? a : b),
  toF32: (a) => a,
  toI32: toInteger,
  toBool: (a) => (a !== 0 ? 1 : 0),
};

/** Truncates toward zero and saturates; NaN gives 0. */
export function toInteger(a: number): number {
  if (Number.isNaN(a)) return 0;
  return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(a))) | 0;
}

/** Where i32 arithmetic differs: it wraps, division truncates, and a zero divisor gives 0. */
const integer: Partial<Record<ScalarName, Fn>> = {
  neg: (a) => -a | 0,
  abs: (a) => Math.abs(a) | 0,
  add: (a, b) => (a + b) | 0,
  sub: (a, b) => (a - b) | 0,
  mul: (a, b) => Math.imul(a, b),
  div: (a, b) => (b === 0 ? 0 : Math.trunc(a / b) | 0),
  mod: (a, b) => (b === 0 ? 0 : floored(a, b) | 0),
  pow: (a, b) => toInteger(a ** b),
};

/** The function for `op` with a result of float or integer type. */
export function scalarFunction(op: ScalarName, isInteger: boolean): Fn {
  return (isInteger ? integer[op] : undefined) ?? real[op];
}
