import { affine, embedding, gru, input, model } from '../../../runtime/index.ts';

/** an encoder of 128 units hands its state to a decoder of 256 */
export const summarizer = model(
  {
    words: embedding(10000, 64),
    encoder: gru(64, 128),
    decoder: gru(64, 256),
    out: affine(256, 10000),
  },
  { text: input.i32('batch', 'S'), summary: input.i32('batch', 'T') },
  (p, { text, summary }) => {
    const read = p.encoder(p.words(text));
    //> gru(64, 128) ~> gru(64, 256)
    //> decoder: gru(64, 256) ~> decoder: gru(64, 128) && affine(256, 10000) ~> affine(128, 10000)
    //! gru: state is [batch, 128], expected [batch, 256]
    const written = p.decoder(p.words(summary), { initial: read.state });
    return p.out(written.outputs);
  },
);
