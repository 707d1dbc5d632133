// What the recurrent networks are asked: digits, row by row, and a long memory.
import { type DigitReader, learnDigits } from './classify.ts';
import type { Example } from './example.ts';
import { learnMemory, type MemoryReader } from './memory.ts';

export interface RecurrentExample {
  readonly name: string;
  readonly about: string;
  readonly threshold: number;
  readonly reader: DigitReader;
  readonly memory: MemoryReader;
  /** whether it is known to solve the memory task (the plain network is not) */
  readonly remembers: boolean;
}

/** Of new sequences, that it must recall if it remembers. */
const recalled = 0.95;

export function recurrentExample(given: RecurrentExample): Example {
  const { name, about, threshold, reader, memory, remembers } = given;
  return {
    ...{ name, about, threshold, metric: 'held-out accuracy, digits row by row', better: 'higher' },
    async run(studio) {
      const read = await learnDigits(studio, { name: `${name}: digits`, model: reader, epochs: 12, rate: 0.003 });
      const kept = await learnMemory(studio, `${name}: memory`, memory);
      const solved = kept.accuracy >= recalled;
      const lag = `recalled after 40 to 60 steps`;
      return {
        // a network that is known for its memory has to show it
        value: remembers && !solved ? 0 : read.accuracy,
        curves: [read.curve, { ...kept.curve, mayFail: true }],
        more: { [lag]: kept.accuracy, 'solves the lag of 60': solved ? 'yes' : 'no' },
      };
    },
  };
}
