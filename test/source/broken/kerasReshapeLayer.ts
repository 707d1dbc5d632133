import { affine, crossCorrelateTransposed, input, model, reshape, sigmoid } from '../../../runtime/index.ts';

/** Reshape((7, 7, 64)) without the batch, inside a generator, and channels last */
export const generator = model(
  { first: affine(100, 3136), up: crossCorrelateTransposed(64, 1, 4, { stride: 2, padding: 1 }) },
  input('batch', 100),
  //> reshape(p.first(z), 7, 7, 64) ~> reshape(p.first(z), 'batch', 64, 7, 7)
  //> reshape(p.first(z), 7, 7, 64) ~> permute(reshape(p.first(z), 'batch', 7, 7, 64), 0, 3, 1, 2)
  //! reshape: [batch, 3136] has 3136*batch elements and cannot become [7, 7, 64]
  (p, z) => sigmoid(p.up(reshape(p.first(z), 7, 7, 64))),
);
