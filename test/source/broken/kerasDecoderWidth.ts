import { affine, crossAttention, gru, input, model } from '../../../runtime/index.ts';

/** the decoder's attention over an encoder of another width */
export const net = model(
  { encoder: gru(30, 48), decoder: gru(20, 32), cross: crossAttention(32, 32, { heads: 4 }), out: affine(32, 90) },
  { source: input('batch', 'S', 30), target: input('batch', 'T', 20) },
  (p, { source, target }) => {
    const memory = p.encoder(source).outputs;
    //> crossAttention(32, 32, ~> crossAttention(32, 48,
    //> gru(30, 48) ~> gru(30, 32)
    //! crossAttention(32, 32): memory has 48 features, expected 32
    return p.out(p.cross(p.decoder(target).outputs, memory));
  },
);
