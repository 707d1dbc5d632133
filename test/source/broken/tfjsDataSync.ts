import { affine, mean } from '../../../runtime/index.ts';

/** numbers out of an expression */
const layer = affine(4, 2);
export function average(): number {
  //> none
  //! a tensor has no 'dataSync': it is an expression, and numbers are in the outputs of a compiled program
  return mean(layer.params.w).dataSync()[0];
}
