// Functions of JavaScript's Math that the scalar core does not have, in terms of those it has: accurate near zero, without
// overflow on the way, and with their derivatives stated where composing them would lose digits.
import type { ScalarName } from '../../../dsl/scalar/op.ts';
import type { Builder, Node } from './node.ts';

type F = (b: Builder, x: Node) => Node;

/** log(1 + e^x) = max(x, 0) + log1p(e^-|x|); the derivative is sigmoid(x) */
export const softplus: F = (b, x) => {
  const tail = b.op('log1p', b.op('exp', b.op('neg', b.op('abs', x))));
  return b.rule('softplus', b.op('add', b.op('max', x, b.number(0)), tail), [x], () => [b.op('sigmoid', x)]);
};

/** (e^x + e^-x) / 2 = (h h + 1 / h / h) / 2, h = e^(x/2): finite as far as the result is */
export const cosh: F = (b, x) => {
  const h = b.op('exp', b.op('mul', b.number(0.5), x));
  const half = b.number(0.5);
  const sum = b.op('add', b.op('mul', b.op('mul', half, h), h), b.op('div', b.op('div', half, h), h));
  return b.rule('cosh', sum, [x], () => [sinh(b, x)]);
};

/** (e^x - e^-x) / 2 = tanh(x) cosh(x), without the cancellation at 0 */
export const sinh: F = (b, x) => b.rule('sinh', b.op('mul', b.op('tanh', x), cosh(b, x)), [x], () => [cosh(b, x)]);

/** Beyond, 1 + x^2 is x^2 in 64 bits, and x^2 is still finite in 32. */
const large = 2 ** 28;

/** log(x + sqrt(x^2 + 1)), on |x|, as log1p(x + x^2 / (1 + sqrt(x^2 + 1))) */
export const asinh: F = (b, x) => {
  const [a, one] = [b.op('abs', x), b.number(1)];
  const square = b.op('mul', a, a);
  const root = b.op('sqrt', b.op('add', square, one));
  const near = b.op('log1p', b.op('add', a, b.op('div', square, b.op('add', one, root))));
  const far = b.op('add', b.op('log', a), b.number(Math.LN2));
  const magnitude = b.op('select', b.op('greater', a, b.number(large)), far, near);
  return b.rule('asinh', b.op('mul', b.op('sign', x), magnitude), [x], () => [
    b.op('rsqrt', b.op('add', b.op('mul', x, x), one)),
  ]);
};

/** log(x + sqrt(x^2 - 1)) = log1p(t + sqrt(t) sqrt(t + 2)), t = x - 1; NaN below 1, and so is the derivative */
export const acosh: F = (b, x) => {
  const t = b.op('sub', x, b.number(1));
  const u = b.op('add', t, b.number(2));
  const near = b.op('log1p', b.op('add', t, b.op('mul', b.op('sqrt', t), b.op('sqrt', u))));
  const far = b.op('add', b.op('log', x), b.number(Math.LN2));
  return b.rule('acosh', b.op('select', b.op('greater', x, b.number(large)), far, near), [x], () => [
    b.op('mul', b.op('rsqrt', t), b.op('rsqrt', u)),
  ]);
};

/** log((1 + x) / (1 - x)) / 2 */
export const atanh: F = (b, x) =>
  b.op('mul', b.number(0.5), b.op('sub', b.op('log1p', x), b.op('log1p', b.op('neg', x))));

/** sqrt(1 - x^2), accurate near 1 */
const cosine: F = (b, x) => {
  const one = b.number(1);
  return b.op('sqrt', b.op('mul', b.op('sub', one, x), b.op('add', one, x)));
};
export const asin: F = (b, x) => b.op('atan2', x, cosine(b, x));
export const acos: F = (b, x) => b.op('atan2', cosine(b, x), x);
export const atan: F = (b, x) => b.op('atan2', x, b.number(1));

/** The derivative is 1 / (3 c^2), c the cube root. */
export const cbrt: F = (b, x) => {
  const root = b.op('mul', b.op('sign', x), b.op('pow', b.op('abs', x), b.number(1 / 3)));
  return b.rule('cbrt', root, [x], (c) => [b.op('div', b.number(1 / 3), b.op('mul', c, c))]);
};

/** towards zero; -0 for what lies in (-1, 0) */
export const trunc: F = (b, x) => b.op('select', b.op('less', x, b.number(0)), b.op('ceil', x), b.op('floor', x));

/** to the nearest integer, halves up; -0 for what lies in [-0.5, 0) */
export const round: F = (b, x) => {
  const low = b.op('floor', x);
  const up = b.op('greaterEqual', b.op('sub', x, low), b.number(0.5));
  return b.op('select', up, b.op('ceil', x), low);
};

/** x % y: the remainder with the sign of x */
export function remainder(b: Builder, x: Node, y: Node): Node {
  const by = b.op('abs', y);
  const below = b.op('neg', b.op('mod', b.op('neg', x), by));
  return b.op('select', b.op('less', x, b.number(0)), below, b.op('mod', x, by));
}

/** x ** y; small whole powers are products, which GPUs compute for negative x too, and to the last digit */
export function power(b: Builder, x: Node, y: Node): Node {
  if (y.op !== 'constant' || x.op === 'constant' || !Number.isInteger(y.value) || Math.abs(y.value) > 16)
    return b.op('pow', x, y);
  if (y.value < 0) return b.op('div', b.number(1), power(b, x, b.number(-y.value)));
  let product: Node | undefined;
  let square = x;
  for (let left = y.value; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) product = product === undefined ? square : b.op('mul', product, square);
    if (left > 1) square = b.op('mul', square, square);
  }
  return product ?? b.number(1);
}

/** sqrt(x^2 + y^2 + ...) = m sqrt((x/m)^2 + ...), m the largest magnitude; the derivatives are x / h */
export function hypot(b: Builder, ...xs: readonly Node[]): Node {
  if (xs.length === 0) return b.number(0);
  const [zero, infinite] = [b.number(0), b.number(Number.POSITIVE_INFINITY)];
  const sizes = xs.map((x) => b.op('abs', x));
  const largest = sizes.reduce((m, a) => b.op('max', m, a));
  const squares = sizes.map((a) => b.op('div', a, largest)).map((r) => b.op('mul', r, r));
  const scaled = b.op(
    'mul',
    largest,
    b.op(
      'sqrt',
      squares.reduce((sum, r) => b.op('add', sum, r)),
    ),
  );
  // infinite if one of them is, whatever the others are
  const unbounded = sizes.map((a) => b.op('equal', a, infinite)).reduce((any, a) => b.op('or', any, a));
  const finite = b.op('select', b.op('equal', largest, zero), zero, scaled);
  return b.rule('hypot', b.op('select', unbounded, infinite, finite), xs, (h) =>
    xs.map((x) => b.op('select', b.op('equal', h, zero), zero, b.op('div', x, h))),
  );
}

/** Number.isNaN(x), Number.isFinite(x), Number.isInteger(x) */
export const notANumber: F = (b, x) => b.op('notEqual', x, x);
export const finite: F = (b, x) => b.op('less', b.op('abs', x), b.number(Number.POSITIVE_INFINITY));
export const whole: F = (b, x) => b.op('and', finite(b, x), b.op('equal', b.op('floor', x), x));

const chain =
  (name: ScalarName, empty: number) =>
  (b: Builder, ...xs: readonly Node[]): Node =>
    xs.length === 0 ? b.number(empty) : xs.reduce((m, x) => b.op(name, m, x));
export const max = chain('max', Number.NEGATIVE_INFINITY);
export const min = chain('min', Number.POSITIVE_INFINITY);
