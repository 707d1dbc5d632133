import { einsum, input, model } from '../../../runtime/index.ts';

/** the labels of the output twice */
export const outerSum = model({}, { a: input('batch', 4), b: input('batch', 6) }, (_, { a, b }) =>
  //> none
  //> 'bi,bj->bii' ~> 'bi,bj->bij'
  //! einsum: output label 'i' occurs twice
  einsum('bi,bj->bii', a, b),
);
