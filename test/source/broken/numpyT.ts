import { input, matmul } from '../../../runtime/index.ts';

/** x.T */
export function gram() {
  const x = input(30, 5);
  //> x.T ~> transpose(x)
  //! a tensor has no 'T': operations are functions, transpose(x)
  return matmul(x.T, x);
}
