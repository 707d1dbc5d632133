import { affine, input, matmul, model, pipe, relu } from '../../../runtime/index.ts';

/** a fixed projection, written down as numbers */
const rotation = [
  [0.6, -0.8],
  [0.8, 0.6],
];

export const turned = model({ hidden: affine(2, 16), out: affine(16, 2) }, input('batch', 2), (p, x) => {
  //> none
  //! expected a tensor, got number[][]
  const y = matmul(x, rotation);
  return pipe(y, p.hidden, relu, p.out);
});
