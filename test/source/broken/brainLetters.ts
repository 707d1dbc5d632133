import { affine, input, lstm, model } from '../../../runtime/index.ts';

/** an LSTM over letters, which brain.js encodes itself */
export const writer = model({ read: lstm(40, 64), out: affine(64, 40) }, input.i32('batch', 'T'), (p, text) => {
  //> p.read(text) ~> p.read(oneHot(text, 40))
  //! lstm: operand is i32, expected f32
  const { outputs } = p.read(text);
  return p.out(outputs);
});
