// PyTorch: 8 heads do not divide 100.
import { affine, embedding, input, mean, model, selfAttention } from '../../../runtime/index.ts';

export const net = model(
  {
    embed: embedding(2000, 100),
    //> heads: 8 ~> heads: 10
    //> heads: 8 ~> heads: 5
    //> heads: 8 ~> heads: 4
    //! selfAttention: width 100 does not divide into 8 heads
    attention: selfAttention(100, { heads: 8 }),
    out: affine(100, 2),
  },
  input.i32('batch', 'time'),
  (p, x) => p.out(mean(p.attention(p.embed(x)), 1)),
);
