// Keyed random numbers on the host: initial values, shuffles, splits. (Those inside a model are expressions: ops/random.ts.)
//
// A number is a pure function of a key and a counter, never of how many were drawn before, so a resumed run shuffles
// as the unbroken one does. The generator is Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror and Shaw, "Parallel
// random numbers: as easy as 1, 2, 3", 2011).

/** Two 32-bit words: a key, a counter, or a result. */
export type Words = readonly [number, number];

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const parity = 0x1bd11bda;

/** The Threefry-2x32-20 block function. */
export function threefry(key: Words, counter: Words): Words {
  const schedule = [key[0], key[1], parity ^ key[0] ^ key[1]];
  let x = (counter[0] + schedule[0]!) | 0;
  let y = (counter[1] + schedule[1]!) | 0;
  for (let round = 0; round < 20; round++) {
    const r = rotations[round % 8]!;
    x = (x + y) | 0;
    y = ((y << r) | (y >>> (32 - r))) ^ x;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x = (x + schedule[injection % 3]!) | 0;
      y = (y + schedule[(injection + 1) % 3]! + injection) | 0;
    }
  }
  return [x >>> 0, y >>> 0];
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
  const [high, low] = threefry(key, keyOf(index));
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
}

/** A uniformly drawn order of 0 .. count - 1 (Fisher and Yates; Durstenfeld 1964). */
export function permutation(count: number, key: Words): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(uniform(key, i) * (i + 1));
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}
