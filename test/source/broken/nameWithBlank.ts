import { affine, input, model, pipe, relu } from '../../../runtime/index.ts';

export const net = model(
  { hidden: affine(784, 128), out: affine(128, 10) },
  //> 'batch size' ~> 'batch_size'
  //> 'batch size' ~> 'batchSize'
  //> 'batch size' ~> 'batch'
  //! 'batch size' cannot name a dimension: a name is a letter, then letters, digits or _
  input('batch size', 784),
  (p, x) => pipe(x, p.hidden, relu, p.out),
);
