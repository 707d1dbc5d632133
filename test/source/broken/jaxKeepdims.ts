import { div, exp, input, sum } from '../../../runtime/index.ts';

/** keepdims in Python's spelling */
export function normalized() {
  const e = exp(input(32, 10));
  //> keepdims: true ~> keepDims: true
  //! sum has no option 'keepdims'; did you mean 'keepDims'?
  return div(e, sum(e, 1, { keepdims: true }));
}
