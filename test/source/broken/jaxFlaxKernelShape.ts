import { crossCorrelate2d, heNormal, input, model, parameter } from '../../../runtime/index.ts';

/** a convolution by hand with flax's kernel order HWIO */
export const y = model(
  { w: parameter('w', [3, 3, 1, 8], heNormal) },
  input('batch', 1, 28, 28),
  //> [3, 3, 1, 8] ~> [8, 1, 3, 3]
  //! crossCorrelate2d: input has 1 channels, kernel expects 3
  (p, x) => crossCorrelate2d(x, p.w),
);
