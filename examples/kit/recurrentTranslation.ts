// The two recurrent translators of dates: without attention and with it.
import { greedy, seq2seq } from '../../dsl/nn/nets/index.ts';
import { input, model } from '../../runtime/index.ts';
import { vocabulary } from './dates.ts';
import type { Example } from './example.ts';
import { translationExample } from './translate.ts';

const { written, iso } = vocabulary;

export interface RecurrentTranslation {
  readonly name: string;
  readonly about: string;
  readonly threshold: number;
  readonly steps: number;
  readonly attention: boolean;
}

export function recurrentTranslation({ attention, ...given }: RecurrentTranslation): Example {
  const net = seq2seq({ source: written.size, target: iso.size, width: 32, hidden: 96, attention });
  const source = { written: input.i32('batch', 30), lengths: input.i32('batch') };
  const both = { ...source, told: input.i32('batch', 11) };
  return translationExample({
    ...given,
    rate: 0.003,
    reading: model({ net }, both, (p, { written, lengths, told }) => p.net(written, told, lengths), given.name),
    writing: model(
      { net },
      { ...source, start: input.i32('batch') },
      (p, { written, lengths, start }) =>
        greedy(p.net.decoding(written, lengths), start, { stop: iso.end, steps: 11 }).symbols,
      `${given.name}, writing`,
    ),
    ...(attention
      ? { looking: model({ net }, both, (p, x) => p.net.alignment(x.written, x.told, x.lengths), 'alignment') }
      : {}),
  });
}
