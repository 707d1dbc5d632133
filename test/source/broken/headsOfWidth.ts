import { affine, input, layerNorm, model, pipe, relu, selfAttention, skip } from '../../../runtime/index.ts';

export const encoder = model(
  {
    //> heads: 8 ~> heads: 10
    //> heads: 8 ~> heads: 5
    //> heads: 8 ~> heads: 4
    //! selfAttention: width 100 does not divide into 8 heads
    attention: selfAttention(100, { heads: 8 }),
    norm: layerNorm(100),
    feed: affine(100, 100),
  },
  input('batch', 'T', 100),
  (p, x) => {
    const attended = p.norm(skip(x, (y) => p.attention(y)));
    return pipe(attended, p.feed, relu);
  },
);
