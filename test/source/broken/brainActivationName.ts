import { affine, input, model, pipe } from '../../../runtime/index.ts';

/** { activation: 'sigmoid' } */
export const xor = model({ hidden: affine(2, 3), out: affine(3, 1) }, input('batch', 2), (p, x) =>
  //> 'sigmoid' ~> sigmoid
  //! pipe: a stage is a string, expected a function; write sigmoid
  pipe(x, p.hidden, 'sigmoid', p.out),
);
