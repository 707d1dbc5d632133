import { input, iota, model, mul } from '../../../runtime/index.ts';

/** np.arange as floats in an expression */
export const ramp = model({}, input('batch', 5), (_, x) => {
  //> mul(x, iota(5)) ~> mul(x, cast(iota(5), 'f32'))
  //! mul: operands are f32 and i32, expected the same type
  return mul(x, iota(5));
});
