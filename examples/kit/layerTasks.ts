// Four questions about sequences, each easy for one kind of layer: is a pattern somewhere in the noise, what came first,
// what is the order, is the number of ones so far odd.
import type { Feeds } from '../../runtime/executable.ts';
import { type Chance, chance } from './random.ts';

export interface LayerTask {
  readonly name: string;
  readonly time: number;
  /** one for the sequence, or one at each step */
  readonly answers: number;
  /** a sequence [time, features], and the answers to it */
  readonly ask: (random: Chance, place: 'lesson' | 'examination') => { sequence: Float32Array; answers: number[] };
}

const pattern = [1, -1, 1, 1, -1];

/** Taught where the pattern stands in the first half, asked where it stands in the second. */
export const detection: LayerTask = {
  ...{ name: 'shift-invariant detection', time: 32, answers: 1 },
  ask(random, place) {
    const sequence = Float32Array.from({ length: 32 }, () => 0.4 * random.normal());
    const there = random.below(2);
    const room = 16 - pattern.length + 1;
    const at = random.below(room) + (place === 'lesson' ? 0 : 16);
    // without it, the same values in another order: their sum tells nothing
    const values = there === 1 ? pattern : [1, 1, -1, -1, 1];
    for (const [i, value] of values.entries()) sequence[at + i]! += 1.5 * value;
    return { sequence, answers: [there] };
  },
};

/** The first symbol, after 39 steps of noise. */
export const memory: LayerTask = {
  ...{ name: 'long memory', time: 40, answers: 1 },
  ask(random) {
    const sequence = new Float32Array(40 * 5);
    const symbol = random.below(4);
    sequence[symbol] = 1;
    for (let t = 1; t < 40; t++) {
      sequence[5 * t + random.below(4)] = 1;
      sequence[5 * t + 4] = 1;
    }
    return { sequence, answers: [symbol] };
  },
};

/** Eight of ten digits, and the same in order. */
export const sorting: LayerTask = {
  ...{ name: 'sorting', time: 8, answers: 8 },
  ask(random) {
    const digits = Array.from({ length: 8 }, () => random.below(10));
    const sequence = new Float32Array(80);
    for (const [t, d] of digits.entries()) sequence[10 * t + d] = 1;
    return { sequence, answers: digits.sort((a, b) => a - b) };
  },
};

/** At each step, whether the ones so far are odd in number. */
export const parity: LayerTask = {
  ...{ name: 'parity', time: 24, answers: 24 },
  ask(random) {
    const bits = Array.from({ length: 24 }, () => random.below(2));
    let odd = 0;
    const answers = bits.map((bit) => (odd = odd ^ bit));
    return { sequence: Float32Array.from(bits, (bit) => 2 * bit - 1), answers };
  },
};

function feedsOf(task: LayerTask, random: Chance, count: number, place: 'lesson' | 'examination'): Feeds {
  const asked = Array.from({ length: count }, () => task.ask(random, place));
  const input = Float32Array.from(asked.flatMap(({ sequence }) => [...sequence]));
  return { input, target: Int32Array.from(asked.flatMap((a) => a.answers)) };
}

export function* lessonsOf(task: LayerTask, seed: number, batch: number): Generator<Feeds> {
  const random = chance(seed, `${task.name}, lessons`);
  for (;;) yield feedsOf(task, random, batch, 'lesson');
}

export const examinationOf = (task: LayerTask, seed: number, count: number): Feeds =>
  feedsOf(task, chance(seed, `${task.name}, examination`), count, 'examination');
