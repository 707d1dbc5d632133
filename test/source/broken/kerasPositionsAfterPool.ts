import {
  affine,
  embedding,
  input,
  mean,
  model,
  sinusoidalPositions,
  transformerBlock,
} from '../../../runtime/index.ts';

/** the class head after a Transformer, mean over the wrong axis */
export const net = model(
  { embed: embedding(1000, 32), block: transformerBlock(32, 64, { heads: 4, norm: 'pre' }), out: affine(32, 5) },
  input.i32('batch', 40),
  (p, ids) => {
    const h = mean(p.block(sinusoidalPositions(p.embed(ids))), 2);
    //> mean(p.block(sinusoidalPositions(p.embed(ids))), 2) ~> mean(p.block(sinusoidalPositions(p.embed(ids))), 1)
    //! affine(32, 5): input has 40 features, expected 32
    return p.out(h);
  },
);
