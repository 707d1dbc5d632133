/** a name of TensorFlow.js */
//> expandDims } ~> expand } && expandDims(x, 1) ~> expand(x, 1)
//! quern has no 'expandDims'; write expand
import { crossCorrelate, expandDims, input } from '../../../runtime/index.ts';

const conv = crossCorrelate(1, 8, 5);
export function features() {
  const x = input(32, 28, 28);
  return conv(expandDims(x, 1));
}
