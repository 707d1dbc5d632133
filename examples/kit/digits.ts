// The common form of the examples that read digits: one network, one accuracy.
import { type DigitLesson, learnDigits } from './classify.ts';
import type { Example } from './example.ts';

export interface DigitExample extends DigitLesson {
  readonly about: string;
  readonly threshold: number;
}

export function digitExample({ about, threshold, ...lesson }: DigitExample): Example {
  return {
    ...{ name: lesson.name, about, threshold, metric: 'held-out accuracy', better: 'higher' },
    async run(studio) {
      const { accuracy, curve } = await learnDigits(studio, lesson);
      return { value: accuracy, curves: [curve] };
    },
  };
}
