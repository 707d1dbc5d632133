import { affine, concat, gru, input, max, mean, model } from '../../../runtime/index.ts';

/** pooling over time, counted from 1 */
export const tagger = model({ read: gru(16, 32), out: affine(64, 5) }, input('batch', 'T', 16), (p, x) => {
  const { outputs } = p.read(x);
  const average = mean(outputs, 1);
  //> max(outputs, 3) ~> max(outputs, 1)
  //! max: axis 3 is out of range for [batch, T, 32]
  const highest = max(outputs, 3);
  return p.out(concat(1, average, highest));
});
