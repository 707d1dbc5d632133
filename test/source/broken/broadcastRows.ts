import { affine, div, exp, input, max, model, pipe, relu, sub, sum } from '../../../runtime/index.ts';

/** softmax by hand: without keepDims the maxima [batch] line up with the classes */
export const classifier = model({ hidden: affine(64, 32), out: affine(32, 10) }, input(32, 64), (p, x) => {
  const logits = pipe(x, p.hidden, relu, p.out);
  const highest = max(logits, 1);
  //> max(logits, 1) ~> max(logits, 1, { keepDims: true })
  //> sub(logits, highest) ~> sub(logits, expand(highest, 1))
  //! sub: cannot broadcast [32, 10] with [32]: 10 vs 32
  const e = exp(sub(logits, highest));
  const total = sum(e, 1, { keepDims: true });
  return div(e, total);
});
