import { affine, flatten, input, model, pipe, relu } from '../../../runtime/index.ts';

const height: number = 28;
const width: number = 28;
const classes = 10;

export const classifier = model(
  { hidden: affine(784, 64), out: affine(64, classes) },
  //! a dimension must be a literal or a name such as 'batch', not number
  input('batch', height, width),
  (p, x) => pipe(x, flatten, p.hidden, relu, p.out),
);
