// TensorFlow.js: the layer is made inside of the model's function and is none of its layers: it has no weights.
import { affine, input, model, pipe, relu } from '../../../runtime/index.ts';

export const net = model({ out: affine(16, 3) }, input('batch', 8), (p, x) => {
  //> { out: affine(16, 3) } ~> { hidden: affine(8, 16), out: affine(16, 3) } && const hidden = affine(8, 16); ~> && hidden, relu ~> p.hidden, relu
  //! model: affine(8, 16) is used, but is not among the model's layers: a step has no weights for it
  const hidden = affine(8, 16);
  return pipe(x, hidden, relu, p.out);
});
