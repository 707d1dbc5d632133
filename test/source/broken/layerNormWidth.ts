import { affine, crossCorrelate, flatten, input, layerNorm, model, pipe, relu } from '../../../runtime/index.ts';

/** normalised over channels as if they were last */
export const convNext = model(
  { conv: crossCorrelate(3, 48, 4, { stride: 4 }), norm: layerNorm(48), out: affine(3072, 10) },
  input('batch', 3, 32, 32),
  (p, x) => {
    const patches = p.conv(x);
    //> none
    //! layerNorm(48): last dimension is 8
    const normal = p.norm(patches);
    return pipe(normal, relu, flatten, p.out);
  },
);
