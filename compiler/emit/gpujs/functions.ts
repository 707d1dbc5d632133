// Elementary functions from exp, log and arithmetic alone, written inline: gpu.js has no helper functions in all its
// modes, and where it has expm1, log1p or tanh it spells them in forms that cancel or overflow. Each is good to a few
// units in the last place of a 32-bit float wherever exp and log are, and NaN goes through.
import {
  at,
  atom,
  call,
  difference,
  type Expression,
  isNaNTest,
  number,
  product,
  quotient,
  sum,
} from './expression.ts';
import type { Writer } from './writer.ts';

const one = number(1);

/** c[0] + x (c[1] + x (c[2] + ...)) */
function horner(x: Expression, coefficients: readonly number[]): Expression {
  const last = coefficients.length - 1;
  let value = number(coefficients[last]!);
  for (let i = last - 1; i >= 0; i--) {
    const c = coefficients[i]!;
    const rest = product(x, value);
    value = c < 0 ? difference(rest, number(-c)) : sum(number(c), rest);
  }
  return value;
}

export const choose = (test: string, a: Expression, b: Expression): Expression => ({
  text: `${test} ? ${at(1, a)} : ${at(1, b)}`,
  level: 0,
});

/** e^x; GPUs lose NaN in theirs */
export function exp(w: Writer, argument: Expression): Expression {
  const x = w.held('x', argument);
  return choose(`${x.text} === ${x.text}`, call('exp', x), x);
}

/** log(1 + x) = 2 artanh(x / (2 + x)) by its series, for |x| < 0.6 */
function logSeries(w: Writer, x: Expression): Expression {
  const s = w.constant('s', quotient(x, sum(number(2), x)));
  const square = w.constant('square', product(s, s));
  return product(product(number(2), s), horner(square, [1, 1 / 3, 1 / 5, 1 / 7, 1 / 9, 1 / 11]));
}

/** log x; GPUs leave it undefined below zero, and keep few of its digits near 1 */
export function log(w: Writer, argument: Expression): Expression {
  const x = w.held('x', argument);
  const edge = choose(`${x.text} === 0`, { text: `-${w.special('infinity').text}`, level: 0 }, w.special('nan'));
  const far = choose(`${x.text} > 0`, call('log', x), edge);
  const offset = w.constant('offset', difference(x, one));
  return choose(`Math.abs(${offset.text}) < 0.4`, logSeries(w, offset), { text: `(${far.text})`, level: 3 });
}

/** pi/2 in parts: three of 8 bits, whose products with 12 bits are exact, and the rest. */
const halfPi = [1.5703125, 0.0004825592041015625, 1.2665987014770508e-6, 9.920935796805404e-10];
/** Beyond this a float has too few digits behind the point to tell where on the wave it is. */
const longest = 2 ** 22;

/**
 * sin or cos, shifted by `quarters` quarter turns: GPUs promise little accuracy, so x is reduced to [-pi/4, pi/4] by
 * subtracting multiples of pi/2 in parts (Cody and Waite 1980), for the upper and the lower 12 bits of the number of
 * turns. Taylor does the rest. NaN for |x| >= 2^22.
 */
function wave(w: Writer, argument: Expression, quarters: 0 | 1): Expression {
  const x = w.held('x', argument);
  const turns = w.constant('turns', call('floor', sum(product(x, number(2 / Math.PI)), atom('0.5'))));
  const high = call('floor', sum(product(turns, number(1 / 4096)), atom('0.5')));
  const upper = w.constant('upper', product(high, number(4096)));
  const lower = w.constant('lower', difference(turns, upper));
  let rest: Expression = x;
  for (const part of halfPi)
    for (const count of [upper, lower]) rest = w.constant('rest', difference(rest, product(count, atom(`${part}`))));
  const square = w.constant('square', product(rest, rest));
  const sine = product(rest, horner(square, [1, -1 / 6, 1 / 120, -1 / 5040, 1 / 362880]));
  const cosine = horner(square, [1, -1 / 2, 1 / 24, -1 / 720, 1 / 40320]);
  const shifted = w.constant('shifted', quarters === 0 ? turns : sum(turns, one));
  const halves = w.constant('halves', call('floor', product(shifted, atom('0.5'))));
  const odd = `${shifted.text} - 2 * ${halves.text} > 0.5`;
  const value = w.constant('wave', choose(odd, cosine, sine));
  const negative = `${halves.text} - 2 * Math.floor(${halves.text} * 0.5) > 0.5`;
  const result = w.variable('value', choose(negative, atom(`(-${value.text})`), value));
  w.block(`if (!(Math.abs(${x.text}) < ${longest}))`, () => w.assign(result, w.special('nan')));
  return result;
}

export const sin = (w: Writer, x: Expression): Expression => wave(w, x, 0);
export const cos = (w: Writer, x: Expression): Expression => wave(w, x, 1);

export function tan(w: Writer, argument: Expression): Expression {
  const x = w.held('x', argument);
  const s = w.constant('sine', sin(w, x));
  return quotient(s, w.constant('cosine', cos(w, x)));
}

/** e^x - 1: its Taylor polynomial where the subtraction would cancel, |x| < 1/2 */
export function expm1(w: Writer, argument: Expression): Expression {
  const x = w.held('x', argument);
  const near = product(x, horner(x, [1, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040, 1 / 40320]));
  return choose(`Math.abs(${x.text}) < 0.5`, near, difference(exp(w, x), one));
}

/** log(1 + x), by the series where 1 + x would lose x's digits */
export function log1p(w: Writer, argument: Expression): Expression {
  const x = w.held('x', argument);
  const far = log(w, sum(one, x));
  return choose(`Math.abs(${x.text}) < 0.4`, logSeries(w, x), { text: `(${far.text})`, level: 3 });
}

/** tanh |x| = 1 - 2 / (e^(2|x|) + 1), or t / (t + 2) with t = e^(2|x|) - 1 near 0; odd */
export function tanh(w: Writer, argument: Expression): Expression {
  const x = w.held('x', argument);
  const size = w.constant('size', call('abs', x));
  const twice = w.constant('twice', choose(`${size.text} > 20`, number(40), product(number(2), size)));
  const t = w.constant('t', expm1(w, twice));
  const near = quotient(t, sum(t, number(2)));
  const far = difference(one, quotient(number(2), sum(t, number(2))));
  const value = w.constant('value', choose(`${size.text} < 0.3`, near, far));
  return choose(isNegative(x), atom(`(-${value.text})`), value);
}

/** 1 / (1 + e^-x), from e^-|x| so that nothing overflows */
export function sigmoid(w: Writer, argument: Expression): Expression {
  const x = w.held('x', argument);
  const e = w.constant('e', exp(w, atom(`-Math.abs(${x.text})`)));
  return quotient(choose(`${x.text} < 0`, e, one), sum(one, e));
}

/**
 * erf: Maclaurin series for |x| < 1 (Abramowitz and Stegun 1964, 7.1.5), else 1 - p(t) e^(-x^2), t = 1 / (1 + 0.3275911 |x|)
 * (7.1.26, absolute error below 1.5e-7).
 */
export function erf(w: Writer, argument: Expression): Expression {
  const x = w.held('x', argument);
  const square = w.constant('square', product(x, x));
  const coefficients: number[] = [];
  let factorial = 1;
  for (let n = 0; n <= 10; n++) {
    if (n > 0) factorial *= -n;
    coefficients.push(2 / Math.sqrt(Math.PI) / (factorial * (2 * n + 1)));
  }
  const near = product(x, horner(square, coefficients));
  const size = w.constant('size', call('abs', x));
  const t = w.constant('t', quotient(one, sum(one, product(number(0.3275911), size))));
  const tail = product(t, horner(t, [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429]));
  const far = w.constant('far', difference(one, product(tail, call('exp', atom(`-${square.text}`)))));
  const signed = choose(`${x.text} < 0`, atom(`(-${far.text})`), far);
  return choose(`${size.text} < 1`, near, signed);
}

/** To the nearest integer, halves to even; what is below 0 becomes -0, as -(-low - 1) does. */
export function round(w: Writer, argument: Expression): Expression {
  const x = w.held('x', argument);
  const low = w.constant('low', call('floor', x));
  const rest = w.constant('rest', difference(x, low));
  const even = w.constant('even', difference(low, product(number(2), call('floor', product(low, atom('0.5'))))));
  const half = `${rest.text} > 0.5 || (${rest.text} === 0.5 && ${even.text} !== 0)`;
  return choose(half, { text: `-(-${low.text} - 1)`, level: 0 }, low);
}

/** Whether the sign of a named value is minus, -0 included. */
const isNegative = (x: Expression): string => `${x.text} < 0 || (${x.text} === 0 && 1 / ${x.text} < 0)`;

/** x^y; a negative base has a real power only for integer y */
export function pow(w: Writer, base: Expression, exponent: Expression): Expression {
  const power = Number(exponent.text);
  if (Number.isInteger(power) && power >= 1 && power <= 4) {
    const b = power === 1 ? base : w.held('base', base);
    let value = b;
    for (let i = 1; i < power; i++) value = product(value, b);
    return value;
  }
  const x = w.held('base', base);
  const y = w.held('exponent', exponent);
  const size = w.constant('size', call('abs', x));
  const infinity = w.special('infinity');
  const magnitude = w.variable('magnitude', call('pow', size, y));
  w.block(`if (${size.text} === 0)`, () => w.assign(magnitude, choose(`${y.text} > 0`, number(0), infinity)));
  const whole = w.constant('whole', call('floor', y));
  const odd = `${whole.text} - 2 * Math.floor(${whole.text} * 0.5) === 1`;
  const result = w.variable('power', magnitude);
  w.block(`if (${isNegative(x)})`, () => {
    // only 0 and infinity have fractional powers
    w.block(`if (${size.text} > 0 && ${size.text} < ${infinity.text})`, () => w.assign(result, w.special('nan')));
    const signed = choose(odd, atom(`(-${magnitude.text})`), magnitude);
    w.block(`if (${whole.text} === ${y.text})`, () => w.assign(result, signed));
  });
  // as in ECMAScript, 1 to an infinite power is NaN
  const lost = `${size.text} === 1 && Math.abs(${y.text}) === ${infinity.text}`;
  w.block(`if (${lost} || ${isNaNTest(y)} || ${isNaNTest(x)})`, () => w.assign(result, w.special('nan')));
  w.block(`if (${y.text} === 0)`, () => w.assign(result, one));
  return result;
}

/**
 * a - floor(a / b) b: the sign of b. Through |a| mod |b|, whose products stay below |a|, so that it is exact for
 * integers below 2^24 however the machine rounds its division.
 */
export function floorModulo(w: Writer, dividend: Expression, divisor: Expression): Expression {
  const a = w.held('dividend', dividend);
  const b = w.held('divisor', divisor);
  const size = w.constant('size', call('abs', a));
  const by = w.constant('by', call('abs', b));
  const rest = w.variable('rest', difference(size, product(call('floor', quotient(size, by)), by)));
  w.block(`if (${size.text} < ${by.text})`, () => w.assign(rest, size)); // an infinite divisor among them
  w.block(`if (${rest.text} < 0)`, () => w.assign(rest, sum(rest, by)));
  w.block(`if (${rest.text} >= ${by.text})`, () => w.assign(rest, difference(rest, by)));
  w.block(`if (${a.text} < 0)`, () => w.assign(rest, atom(`-${rest.text}`)));
  const opposite = `(${rest.text} < 0 && ${b.text} > 0) || (${rest.text} > 0 && ${b.text} < 0)`;
  w.block(`if (${opposite})`, () => w.assign(rest, sum(rest, b)));
  return rest;
}

/** a / b of integers toward zero, exact below 2^24; 0 where b = 0 */
export function truncatedQuotient(w: Writer, dividend: Expression, divisor: Expression): Expression {
  const a = w.held('dividend', dividend);
  const b = w.held('divisor', divisor);
  const size = w.constant('size', call('abs', a));
  const by = w.constant('by', call('abs', b));
  const result = w.variable('quotient', number(0));
  w.block(`if (${b.text} !== 0)`, () => {
    w.assign(result, call('floor', quotient(size, by)));
    w.block(`if (${result.text} * ${by.text} > ${size.text})`, () => w.assign(result, difference(result, one)));
    w.block(`if (${size.text} - ${result.text} * ${by.text} >= ${by.text})`, () => w.assign(result, sum(result, one)));
    w.block(`if (${a.text} * ${b.text} < 0)`, () => w.assign(result, atom(`-${result.text}`)));
  });
  return result;
}

/** floored remainder of integers; 0 where b = 0 */
export function integerModulo(w: Writer, dividend: Expression, divisor: Expression): Expression {
  const b = w.held('divisor', divisor);
  const result = w.variable('modulo', number(0));
  w.block(`if (${b.text} !== 0)`, () => w.assign(result, floorModulo(w, dividend, b)));
  return result;
}

/** Toward zero; saturates at the range of 32-bit integers; NaN gives 0. */
export function toInteger(w: Writer, argument: Expression): Expression {
  const x = w.held('x', argument);
  const whole = choose(`${x.text} < 0`, call('ceil', x), call('floor', x));
  const low = `${x.text} < -2147483648`;
  const result = w.variable('integer', choose(low, number(-2147483648), whole));
  w.block(`if (${x.text} > 2147483647)`, () => w.assign(result, number(2147483648)));
  w.block(`if (${isNaNTest(x)})`, () => w.assign(result, number(0)));
  return result;
}

/** The arc tangent of r in [0, 1]: reduced to |t| < tan(pi/8), then the polynomial of Cephes (Moshier 1989). */
function arcTangent(w: Writer, r: Expression): Expression {
  const t = w.constant(
    't',
    choose(`${r.text} > ${Math.tan(Math.PI / 8)}`, quotient(difference(r, one), sum(r, one)), r),
  );
  const square = w.constant('square', product(t, t));
  const series = horner(square, [1, -0.333329491539, 0.199777106478, -0.138776856032, 0.0805374449538]);
  const near = w.constant('near', product(t, series));
  return choose(`${r.text} > ${Math.tan(Math.PI / 8)}`, sum(near, number(Math.PI / 4)), near);
}

/** The angle of the point (x, y) in (-pi, pi], by the lesser over the greater; the signs of zeros count. */
export function atan2(w: Writer, ordinate: Expression, abscissa: Expression): Expression {
  const y = w.held('y', ordinate);
  const x = w.held('x', abscissa);
  const [width, height] = [w.constant('width', call('abs', x)), w.constant('height', call('abs', y))];
  const steep = `${height.text} > ${width.text}`;
  const ratio = w.variable('ratio', quotient(choose(steep, width, height), choose(steep, height, width)));
  w.block(`if (${width.text} === ${height.text})`, () => w.assign(ratio, one));
  w.block(`if (${height.text} === 0)`, () => w.assign(ratio, number(0)));
  const angle = w.variable('angle', arcTangent(w, ratio));
  w.block(`if (${steep})`, () => w.assign(angle, difference(number(Math.PI / 2), angle)));
  w.block(`if (${isNegative(x)})`, () => w.assign(angle, difference(number(Math.PI), angle)));
  w.block(`if (${isNegative(y)})`, () => w.assign(angle, atom(`-${angle.text}`)));
  w.block(`if (${isNaNTest(y)} || ${isNaNTest(x)})`, () => w.assign(angle, w.special('nan')));
  return angle;
}
