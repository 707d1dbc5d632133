import { affine, input, model, pipe } from '../../../runtime/index.ts';

/** Dense(128, activation='relu') */
export const net = model(
  {
    //> affine(784, 128, { activation: 'relu' }) ~> affine(784, 128) && p.hidden, ~> p.hidden, relu,
    //! affine has no option 'activation'
    hidden: affine(784, 128, { activation: 'relu' }),
    out: affine(128, 10),
  },
  input('batch', 784),
  (p, x) => pipe(x, p.hidden, p.out),
);
