// Keras: affine has no option activation: relu is a stage of its own.
import { affine, input, model, pipe } from '../../../runtime/index.ts';

export const net = model(
  {
    //> affine(784, 128, { activation: 'relu' }) ~> affine(784, 128) && pipe(x, p.hidden, p.out) ~> pipe(x, p.hidden, relu, p.out)
    //! affine has no option 'activation'
    hidden: affine(784, 128, { activation: 'relu' }),
    out: affine(128, 10),
  },
  input('batch', 784),
  (p, x) => pipe(x, p.hidden, p.out),
);
