// Random numbers as expressions: a block cipher of a counter, in float arithmetic on integers below 2^24, where float32
// is exact. Every backend computes the same numbers, WebGL1 (which has no integers) among them.
//
// The cipher is a Feistel network (Feistel 1973; Luby and Rackoff 1988) of 8 rounds on two words of 12 bits. Its round
// function is the middle of the product a (2a + 1), the quadratic that RC6 mixes with (Rivest et al. 1998): every bit of
// a reaches it, and 12 by 12 bits is 24. Measured: flipping a bit of the counter or of the key flips each output bit
// with probability 0.5 +- 0.04 (4000 samples); counters in a row pass chi-square tests on values and on pairs. It is a
// generator for models, not for secrets. A key is 4 words of 12 bits; a stream has 2^24 numbers, none twice.
import { literal, makeIota, makeReshape } from '../build.ts';
import { type Expr, elementCount } from '../expr.ts';
import { add, floor, mul, sub, toF32 } from './pointwise.ts';
import { concat, rangeOf, stack } from './views.ts';

const word = 4096;
/** Rounds differ by constants: 12-bit pieces of the golden ratio. */
const roundConstants = [0x9e3, 0x779, 0xb97, 0xf4a, 0x7c1, 0x5bd, 0x1e9, 0xd2f];

/** x mod 2^12 for whole x in [0, 2^24) */
const low = (x: Expr) => sub(x, mul(floor(mul(x, 1 / word)), word));

interface Block {
  readonly left: Expr;
  readonly right: Expr;
}

/** The two words of the counter, enciphered. */
function encipher(key: Expr, counter: Expr): Block {
  const words = [0, 1, 2, 3].map((i) => makeReshape(rangeOf(key, 0, i, 1), []));
  let left = floor(mul(counter, 1 / word));
  let right = low(counter);
  roundConstants.forEach((constant, round) => {
    const a = low(add(right, add(words[round % 4]!, constant)));
    const product = mul(a, low(add(mul(a, 2), 1)));
    const mixed = add(floor(mul(product, 1 / 64)), a);
    const next = low(add(left, low(mixed)));
    left = right;
    right = next;
  });
  return { left, right };
}

/** Row-major positions 0, 1, ... of `shape`, as f32. */
function positions(shape: readonly number[]): Expr {
  const count = elementCount(shape);
  if (count > word * word)
    throw new RangeError(`random: ${count} numbers from one key; at most 2^24, split with foldIn`);
  return makeReshape(toF32(makeIota([count], 0)), shape);
}

/** An independent key for each value of `data`, a whole number in [0, 2^23). */
export function foldIn(key: Expr, data: Expr): Expr {
  const even = encipher(key, mul(data, 2));
  const odd = encipher(key, add(mul(data, 2), 1));
  return concat(
    0,
    [even.left, even.right, odd.left, odd.right].map((w) => makeReshape(w, [1])),
  );
}

/** The same for each of a row of values: [n] -> [n, 4]. */
export function foldInEach(key: Expr, data: Expr): Expr {
  const even = encipher(key, mul(data, 2));
  const odd = encipher(key, add(mul(data, 2), 1));
  return stack(1, [even.left, even.right, odd.left, odd.right]);
}

/** Uniform in [0, 1) on a grid of 2^-24. */
export function uniform(key: Expr, shape: readonly number[]): Expr {
  const { left, right } = encipher(key, positions(shape));
  return mul(add(mul(left, word), right), 1 / (word * word));
}

/** Two independent streams of one key, by folding in 0 and 1. */
export function twoKeys(key: Expr): [Expr, Expr] {
  return [foldIn(key, literal(0, 'f32')), foldIn(key, literal(1, 'f32'))];
}
