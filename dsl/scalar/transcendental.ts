// Transcendental functions of the scalar core, with stable forms in float64.
import { literal, makeGradientRule } from '../build.ts';
import type { Expr } from '../expr.ts';
import type { ScalarOp } from './op.ts';
import { apply, domain, real, select } from './rules.ts';

const any = domain(-3, 3);
const positive = domain(0.3, 4);

/** 1 / (1 + exp(-x)), never overflowing */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/**
 * (2 / sqrt(pi)) times the integral of exp(-t^2) from 0 to x: its Maclaurin series below 3, the continued fraction of
 * the complement above (Abramowitz and Stegun 1964, 7.1.6 and 7.1.14). Error below 1e-15.
 */
export function errorFunction(x: number): number {
  if (Number.isNaN(x)) return x;
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  if (a < 3) {
    // all terms have one sign: no cancellation
    let term = x;
    let sum = x;
    for (let n = 1; n < 120 && Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= (2 * a * a) / (2 * n + 1);
      sum += term;
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-a * a) * sum;
  }
  let fraction = 0;
  for (let k = 60; k >= 1; k--) fraction = k / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / (Math.sqrt(Math.PI) * (a + fraction)));
}

export const transcendental = {
  exp: {
    name: 'exp',
    arity: 1,
    formula: 'e^x',
    result: real,
    evaluate: (x) => Math.exp(x!),
    partials: (_, out) => [out],
    domain: [any],
  },
  expm1: {
    name: 'expm1',
    arity: 1,
    formula: 'e^x - 1, accurate near 0',
    result: real,
    evaluate: (x) => Math.expm1(x!),
    // not out + 1, which is 0 where e^x is small
    partials: ([x]) => [apply('exp', x!)],
    domain: [any],
  },
  log: {
    name: 'log',
    arity: 1,
    formula: 'ln x',
    result: real,
    evaluate: (x) => Math.log(x!),
    partials: ([x]) => [apply('reciprocal', x!)],
    domain: [positive],
  },
  log1p: {
    name: 'log1p',
    arity: 1,
    formula: 'ln(1 + x), accurate near 0',
    result: real,
    evaluate: (x) => Math.log1p(x!),
    partials: ([x]) => [apply('reciprocal', apply('add', x!, 1))],
    domain: [domain(-0.6, 4)],
  },
  sqrt: {
    name: 'sqrt',
    arity: 1,
    formula: 'the square root of x',
    result: real,
    evaluate: (x) => Math.sqrt(x!),
    partials: (_, out) => [apply('div', literal(0.5, 'f32', out.shape), out)],
    domain: [positive],
  },
  rsqrt: {
    name: 'rsqrt',
    arity: 1,
    formula: '1 / sqrt(x)',
    result: real,
    evaluate: (x) => 1 / Math.sqrt(x!),
    partials: ([x], out) => [apply('mul', apply('div', out, x!), -0.5)],
    domain: [positive],
  },
  sin: {
    name: 'sin',
    arity: 1,
    formula: 'sin x',
    result: real,
    evaluate: (x) => Math.sin(x!),
    partials: ([x]) => [apply('cos', x!)],
    domain: [any],
  },
  cos: {
    name: 'cos',
    arity: 1,
    formula: 'cos x',
    result: real,
    evaluate: (x) => Math.cos(x!),
    partials: ([x]) => [apply('neg', apply('sin', x!))],
    domain: [any],
  },
  tan: {
    name: 'tan',
    arity: 1,
    formula: 'tan x',
    result: real,
    evaluate: (x) => Math.tan(x!),
    partials: (_, out) => [apply('add', apply('mul', out, out), 1)],
    domain: [domain(-1.2, 1.2)],
  },
  tanh: {
    name: 'tanh',
    arity: 1,
    formula: '(e^x - e^-x) / (e^x + e^-x)',
    result: real,
    evaluate: (x) => Math.tanh(x!),
    // from the value, as everywhere: off by 1 unit in the last place of 1, which is more than itself beyond |x| = 9
    partials: (_, out) => [apply('sub', literal(1, 'f32', out.shape), apply('mul', out, out))],
    domain: [any],
  },
  sigmoid: {
    name: 'sigmoid',
    arity: 1,
    formula: '1 / (1 + e^-x)',
    result: real,
    evaluate: (x) => logistic(x!),
    // from the value, as everywhere: off by 1 unit in the last place of 1, which is more than itself beyond x = 16
    partials: (_, out) => [apply('mul', out, apply('sub', literal(1, 'f32', out.shape), out))],
    domain: [any],
  },
  erf: {
    name: 'erf',
    arity: 1,
    formula: '(2 / sqrt(pi)) times the integral of e^(-t^2) from 0 to x',
    result: real,
    evaluate: (x) => errorFunction(x!),
    partials: ([x]) => [apply('mul', apply('exp', apply('neg', apply('mul', x!, x!))), 2 / Math.sqrt(Math.PI))],
    domain: [any],
  },
  pow: {
    name: 'pow',
    arity: 2,
    formula: 'a^b',
    result: real,
    evaluate: (a, b) => a! ** b!,
    partials: ([a, b], out) => [
      // b a^(b-1), where 0^0 = 1 does not change with a
      select(
        apply('and', apply('equal', a!, 0), apply('equal', b!, 0)),
        0,
        apply('mul', b!, apply('pow', a!, apply('sub', b!, 1))),
      ),
      // a^b ln a, whose limit is 0 for a = 0 and b >= 0
      select(apply('and', apply('equal', a!, 0), apply('greaterEqual', b!, 0)), 0, apply('mul', out, apply('log', a!))),
    ],
    domain: [positive, domain(-2, 3)],
  },
  atan2: {
    name: 'atan2',
    arity: 2,
    formula: 'the angle of the point (b, a)',
    result: real,
    evaluate: (a, b) => Math.atan2(a!, b!),
    partials: ([a, b]) => {
      // over the larger of both, whose square may not be a float; 0 at (0, 0), as along both axes beside it
      const orOne = (x: Expr) => select(apply('equal', x, 0), 1, x);
      const size = makeGradientRule(orOne(apply('max', apply('abs', a!), apply('abs', b!))), [], () => []);
      const [p, q] = [apply('div', a!, size), apply('div', b!, size)];
      const square = apply('mul', orOne(apply('add', apply('mul', p, p), apply('mul', q, q))), size);
      return [apply('div', q, square), apply('neg', apply('div', p, square))];
    },
    domain: [domain(0.3, 3), domain(-3, 3)],
  },
} as const satisfies Record<string, ScalarOp>;
