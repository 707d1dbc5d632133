import { affine, input, model, mul, softmax, sum } from '../../../runtime/index.ts';

/** Softmax over the time axis, called with an options object */
export const net = model({ score: affine(64, 1) }, input('batch', 'time', 64), (p, x) => {
  //> softmax(p.score(x), { axis: 1 }) ~> softmax(p.score(x), 1)
  //> softmax(p.score(x), { axis: 1 }) ~> softmax(p.score(x), 'time')
  //! softmax: axis is { axis }, expected number
  const weights = softmax(p.score(x), { axis: 1 });
  return sum(mul(weights, x), 1);
});
