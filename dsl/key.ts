// Keyed random numbers on the host: initial values, shuffles, splits. (Those inside a model are expressions: ops/random.ts.)
//
// A number is a pure function of a key and a counter, never of how many were drawn before, so a resumed run shuffles
// as the unbroken one does. The generator is Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror and Shaw, "Parallel
// random numbers: as easy as 1, 2, 3", 2011).

/** Two 32-bit words: a key, a counter, or a result. */
export type Words = readonly [number, number];

const parity = 0x1bd11bda;

/** The second word of the block that was computed last. */
let second = 0;

/**
 * The Threefry-2x32-20 block function: the first word, and the second in `second`. Weights are drawn by the hundred
 * million, so nothing is allocated here.
 */
function block(k0: number, k1: number, c0: number, c1: number): number {
  let [a, b, c] = [k1, parity ^ k0 ^ k1, k0];
  let x = (c0 + k0) | 0;
  let y = (c1 + k1) | 0;
  for (let injection = 1; injection <= 5; injection++) {
    if (injection & 1) {
      x = (x + y) | 0;
      y = ((y << 13) | (y >>> 19)) ^ x;
      x = (x + y) | 0;
      y = ((y << 15) | (y >>> 17)) ^ x;
      x = (x + y) | 0;
      y = ((y << 26) | (y >>> 6)) ^ x;
      x = (x + y) | 0;
      y = ((y << 6) | (y >>> 26)) ^ x;
    } else {
      x = (x + y) | 0;
      y = ((y << 17) | (y >>> 15)) ^ x;
      x = (x + y) | 0;
      y = ((y << 29) | (y >>> 3)) ^ x;
      x = (x + y) | 0;
      y = ((y << 16) | (y >>> 16)) ^ x;
      x = (x + y) | 0;
      y = ((y << 24) | (y >>> 8)) ^ x;
    }
    x = (x + a) | 0;
    y = (y + b + injection) | 0;
    const used = a;
    a = b;
    b = c;
    c = used;
  }
  second = y;
  return x;
}

/** The Threefry-2x32-20 block function. */
export function threefry(key: Words, counter: Words): Words {
  const first = block(key[0], key[1], counter[0], counter[1]);
  return [first >>> 0, second >>> 0];
}

/** The key of a seed: any integer from 0 to 2^53 - 1. */
export function keyOf(seed: number): Words {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`seed: expected an integer from 0 to 2^53 - 1, got ${seed}`);
  }
  return [Math.floor(seed / 2 ** 32) >>> 0, seed >>> 0];
}

/** A new key that depends on `key` and on an integer or a name (an epoch, a parameter's path): independent streams. */
export function fold(key: Words, data: number | string): Words {
  if (typeof data === 'number') return threefry(key, keyOf(data));
  let k = key;
  for (let i = 0; i < data.length; i++) k = fold(k, data.charCodeAt(i));
  return fold(k, data.length);
}

/** The `index`-th number of a key's stream, uniform in [0, 1) with 53 random bits. */
export function uniform(key: Words, index: number): number {
  const first = block(key[0], key[1], Math.floor(index / 2 ** 32), index >>> 0);
  return ((first >>> 5) * 2 ** 26 + (second >>> 6)) / 2 ** 53;
}

/** A uniformly drawn order of 0 .. count - 1 (Fisher and Yates; Durstenfeld 1964). */
export function permutation(count: number, key: Words): Int32Array {
  const order = new Int32Array(count).map((_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(uniform(key, i) * (i + 1));
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}
