import { input, mlp, model } from '../../../runtime/index.ts';

/** sizes one by one */
export const xor = model(
  {
    //> mlp(2, 3, 1) ~> mlp([2, 3, 1])
    //! mlp(widths, options): expected 1-2 arguments, got 3
    body: mlp(2, 3, 1),
  },
  input('batch', 2),
  (p, x) => p.body(x),
);
