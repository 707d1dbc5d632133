import { affine, crossAttention, embedding, input, layerNorm, model } from '../../../runtime/index.ts';

/** the memory first, then what asks: the other way round */
export const captions = model(
  {
    words: embedding(2000, 128),
    look: crossAttention(128, 512, { heads: 4 }),
    norm: layerNorm(128),
    out: affine(128, 2000),
  },
  { picture: input('batch', 49, 512), told: input.i32('batch', 'T') },
  (p, { picture, told }) => {
    const words = p.words(told);
    //> p.look(picture, words) ~> p.look(words, picture)
    //! crossAttention(128, 128): input has 512 features, expected 128
    const seen = p.look(picture, words);
    return p.out(p.norm(seen));
  },
);
