// The Transformer (Vaswani et al. 2017) translates dates: everything that is read is seen at once, by several heads, and
// each symbol is written with a look at those before it.
import { greedy, transformer } from '../dsl/nn/nets/index.ts';
import { input, model } from '../runtime/index.ts';
import { vocabulary } from './kit/dates.ts';
import { translationExample } from './kit/translate.ts';

const { written, iso } = vocabulary;

const net = transformer({ source: written.size, target: iso.size, width: 64, hidden: 128, heads: 4, blocks: 2 });
const source = { written: input.i32('batch', 30), lengths: input.i32('batch') };
const both = { ...source, told: input.i32('batch', 11) };

/** written, lengths, told -> the scores of each symbol of the date */
const reading = model(
  { net },
  both,
  (p, { written, lengths, told }) => p.net(written, told, { memoryLengths: lengths }),
  'transformer',
);

/** written, lengths, start -> the symbols of highest score, with keys and values kept from step to step */
const writing = model(
  { net },
  { ...source, start: input.i32('batch') },
  (p, { written, lengths, start }) => {
    const memory = p.net.encode(written, { lengths });
    return greedy(p.net.decoding(memory, 11, lengths), start, { stop: iso.end, steps: 11 }).symbols;
  },
  'transformer, writing',
);

/** written, lengths, told -> where each head looks */
const looking = model(
  { net },
  both,
  (p, { written, lengths, told }) => p.net.alignment(written, told, { memoryLengths: lengths }),
  'transformer, alignment',
);

export default translationExample({
  name: 'transformer',
  about: 'dates to ISO dates, by attention alone',
  threshold: 0.98,
  ...{ steps: 2000, rate: 0.002, reading, writing, looking },
});
