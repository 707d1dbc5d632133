// Keyed random numbers on the host: a pure function of (key, counter), so that any draw can be repeated alone and the
// same seed gives the same bits everywhere. (Random numbers inside a model are expressions: ops/random.ts.)

/** Two 32-bit words. */
export interface Key {
  readonly high: number;
  readonly low: number;
}

/** An integer finaliser of 32 bits with full avalanche: multiply and xor-shift (constants: Wellons 2018, "lowbias32"). */
function mix(x: number): number {
  let h = x >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The key of a seed. */
export function keyOf(seed: number): Key {
  const low = seed >>> 0;
  return { high: mix(Math.floor(seed / 2 ** 32) ^ 0x9e3779b9), low: mix(low) };
}

/** An independent key for each value of `data`: a counter, or a name such as a parameter's path. */
export function foldIn(key: Key, data: number | string): Key {
  if (typeof data === 'string') {
    let k = key;
    for (let i = 0; i < data.length; i++) k = foldIn(k, data.charCodeAt(i) + 1);
    return foldIn(k, data.length);
  }
  const low = mix(key.low ^ mix(data >>> 0));
  return { high: mix((key.high + 0x9e3779b9) ^ low), low: mix(low ^ key.high) };
}

/** Number `counter` of the key's stream: 32 uniform bits. */
export function bits(key: Key, counter: number): number {
  return mix(mix((counter >>> 0) ^ key.low) ^ key.high ^ Math.floor(counter / 2 ** 32));
}

/** Number `counter` of the key's stream, uniform in [0, 1) on a grid of 2^-24 (exact in float32). */
export function uniform(key: Key, counter: number): number {
  return (bits(key, counter) >>> 8) / 2 ** 24;
}

/** A permutation of 0..n-1 (Fisher and Yates 1938, in Durstenfeld's order), a pure function of the key. */
export function permutation(key: Key, n: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor((bits(key, i) / 2 ** 32) * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
