// TensorFlow.js: a tensor has no methods: relu is a function.
import { affine, input, model } from '../../../runtime/index.ts';

export const net = model({ hidden: affine(784, 128), out: affine(128, 10) }, input('batch', 784), (p, x) => {
  //> p.hidden(x).relu() ~> relu(p.hidden(x))
  //! a tensor has no 'relu': operations are functions, relu(x)
  const h = p.hidden(x).relu();
  return p.out(h);
});
