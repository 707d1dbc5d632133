import { affine, exp, input, model, mul, relu } from '../../../runtime/index.ts';

/** a temperature that is only a number */
export const cooled = model({ a: affine(8, 8), b: affine(8, 1) }, input('batch', 8), (p, x) => {
  const temperature = 0.5;
  const h = relu(p.a(x));
  //> exp(temperature) ~> Math.exp(temperature)
  //> exp(temperature) ~> exp(scalar(temperature))
  //! expected a tensor, got number
  const factor = exp(temperature);
  const warm = mul(h, factor);
  return p.b(warm);
});
