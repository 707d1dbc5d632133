import { affine, input, model, pipe, relu, sign, where } from '../../../runtime/index.ts';

/** a leaky unit by hand; a sign is a number, not a truth */
export const net = model({ a: affine(12, 24), b: affine(24, 2) }, input('batch', 12), (p, x) => {
  const h = p.a(x);
  const positive = relu(sign(h));
  //> where(positive, ~> where(greater(positive, 0),
  //> where(positive, ~> where(cast(positive, 'bool'),
  //! where: condition is f32, expected bool
  const leaky = where(positive, h, 0);
  return pipe(leaky, p.b);
});
