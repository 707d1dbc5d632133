import { add, input, layerNorm, model, selfAttention } from '../../../runtime/index.ts';

/** MultiHeadAttention(num_heads, key_dim) */
export const net = model(
  //> selfAttention(64, { numHeads: 8 }) ~> selfAttention(64, { heads: 8 })
  //! selfAttention has no option 'numHeads'
  { attention: selfAttention(64, { numHeads: 8 }), norm: layerNorm(64) },
  input('batch', 'time', 64),
  (p, x) => p.norm(add(x, p.attention(x))),
);
