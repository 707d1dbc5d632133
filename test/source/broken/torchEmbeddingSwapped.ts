import { affine, embedding, gru, input, model } from '../../../runtime/index.ts';

/** nn.Embedding(dim, vocab) swapped */
export const net = model(
  //> embedding(64, 5000) ~> embedding(5000, 64)
  { embed: embedding(64, 5000), cell: gru(64, 128), out: affine(128, 2) },
  input.i32('batch', 'time'),
  (p, ids) => {
    //! gru(64, 128): input has 5000 features, expected 64
    const { state } = p.cell(p.embed(ids));
    return p.out(state);
  },
);
