import { affine, embedding, gru, input, model, symbolsOf } from '../../../runtime/index.ts';

const characters = 96;
const words = 5000;

export const speller = model(
  { table: embedding(characters, 32), read: gru(32, 64), out: affine(64, words) },
  input.i32('batch', 'T'),
  (p, text) => {
    const symbols = symbolsOf(words, text);
    //> embedding(characters, 32) ~> embedding(words, 32)
    //> symbolsOf(words, text) ~> symbolsOf(characters, text)
    //! embedding: symbols are of a vocabulary of 5000, expected 96
    const vectors = p.table(symbols);
    return p.out(p.read(vectors).state);
  },
);
