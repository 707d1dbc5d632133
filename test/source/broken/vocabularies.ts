import { seq2seq } from '../../../dsl/nn/nets/index.ts';
import { input, model, symbolsOf } from '../../../runtime/index.ts';

const net = seq2seq({ source: 12000, target: 8000, width: 128, hidden: 256, attention: true });

/** English to German, with the sizes of the vocabularies the other way round */
export const translator = model(
  { net },
  { english: input.i32('batch', 'S'), german: input.i32('batch', 'T') },
  (p, { english, german }) => {
    const read = symbolsOf(8000, english);
    const told = symbolsOf(12000, german);
    //> p.net(read, told) ~> p.net(told, read)
    //> source: 12000, target: 8000 ~> source: 8000, target: 12000
    //! seq2seq: symbols are of a vocabulary of 8000, expected 12000
    return p.net(read, told);
  },
);
