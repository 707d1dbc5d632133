import { affine, crossCorrelate, flatten, input, maxPool, model, pipe, relu } from '../../../runtime/index.ts';

/** VGG-like, for 32x32 pictures: three poolings, but the size after them is taken for 8x8 */
export const smallVgg = model(
  {
    a: crossCorrelate(3, 32, 3, { padding: 1 }),
    b: crossCorrelate(32, 64, 3, { padding: 1 }),
    c: crossCorrelate(64, 128, 3, { padding: 1 }),
    dense: affine(8192, 256),
    out: affine(256, 10),
  },
  input('batch', 3, 32, 32),
  (p, x) => {
    const half = maxPool(2, { stride: 2 });
    return pipe(
      pipe(x, p.a, relu, half, p.b, relu, half, p.c, relu, half),
      flatten,
      //> affine(8192, 256) ~> affine(2048, 256)
      //! affine(8192, 256): input has 2048 features, expected 8192
      p.dense,
      relu,
      p.out,
    );
  },
);
