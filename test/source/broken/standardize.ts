import { affine, div, input, mean, model, sqrt, sub, variance } from '../../../runtime/index.ts';

/** features standardised over time, then mapped to a score */
export const scored = model({ score: affine(16, 1) }, input('batch', 50, 16), (p, x) => {
  const centre = mean(x, 1);
  const spread = sqrt(variance(x, 1));
  //> centre = mean(x, 1) ~> centre = mean(x, 1, { keepDims: true }) && variance(x, 1) ~> variance(x, 1, { keepDims: true })
  //> sub(x, centre) ~> sub(x, expand(centre, 1)) && , spread) ~> , expand(spread, 1))
  //! sub: cannot broadcast [batch, 50, 16] with [batch, 16]: 50 vs batch
  const standard = div(sub(x, centre), spread);
  return p.score(standard);
});
