import { input, normalInitializer, parameter, zerosInitializer } from '../../../runtime/index.ts';

/** x.matMul(w).add(b) */
const w = parameter('w', [20, 8], normalInitializer(0.1));
const b = parameter('b', [8], zerosInitializer);
export function hidden() {
  const x = input(32, 20);
  //> x.matMul(w).add(b) ~> add(matmul(x, w), b)
  //! a tensor has no 'matMul': operations are functions, matmul(x)
  return x.matMul(w).add(b);
}
