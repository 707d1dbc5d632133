import { affine, input, model } from '../../../runtime/index.ts';

/** as in TensorFlow.js: x.matMul(w).relu() */
export const net = model({ hidden: affine(10, 20), out: affine(20, 2) }, input('batch', 10), (p, x) => {
  const h = p.hidden(x);
  //> h.relu() ~> relu(h)
  //! a tensor has no 'relu': operations are functions, relu(x)
  const active = h.relu();
  return p.out(active);
});
