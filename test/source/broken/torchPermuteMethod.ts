import { crossCorrelate, input, model } from '../../../runtime/index.ts';

/** NHWC to NCHW: x.permute(0, 3, 1, 2) */
export const net = model({ conv: crossCorrelate(3, 8, 3) }, input('batch', 64, 64, 3), (p, x) => {
  //> x.permute(0, 3, 1, 2) ~> permute(x, 0, 3, 1, 2)
  //! a tensor has no 'permute': operations are functions, permute(x)
  return p.conv(x.permute(0, 3, 1, 2));
});
