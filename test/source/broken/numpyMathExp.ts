import { add, div, input, neg } from '../../../runtime/index.ts';

/** exp of numbers, not of tensors */
export function logistic() {
  const x = input(32, 4);
  //> Math.exp(neg(x)) ~> exp(neg(x))
  //! Math.exp is for numbers; write exp(neg(x))
  return div(1, add(1, Math.exp(neg(x))));
}
