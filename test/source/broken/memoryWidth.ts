import { affine, crossAttention, embedding, gru, input, layerNorm, model } from '../../../runtime/index.ts';

/** a decoder that looks back at a wider encoder */
export const translator = model(
  {
    source: embedding(8000, 256),
    encoder: gru(256, 512),
    target: embedding(6000, 256),
    cross: crossAttention(256, 256, { heads: 4 }),
    norm: layerNorm(256),
    out: affine(256, 6000),
  },
  { source: input.i32('batch', 'S'), target: input.i32('batch', 'T') },
  (p, { source, target }) => {
    const memory = p.encoder(p.source(source)).outputs;
    const queries = p.target(target);
    //> crossAttention(256, 256, ~> crossAttention(256, 512,
    //> gru(256, 512) ~> gru(256, 256)
    //! crossAttention(256, 256): memory has 512 features, expected 256
    const seen = p.cross(queries, memory);
    return p.out(p.norm(seen));
  },
);
