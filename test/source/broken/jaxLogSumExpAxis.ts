import { input, logSumExp, model } from '../../../runtime/index.ts';

/** logsumexp(x, axis=-1) by an options object */
export const z = model({}, input('batch', 9), (_, x) => {
  //> logSumExp(x, { axis: -1 }) ~> logSumExp(x, -1)
  //! logSumExp: axis is { axis }, expected number
  return logSumExp(x, { axis: -1 });
});
