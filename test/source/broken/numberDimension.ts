import { affine, flatten, input, model, pipe, relu } from '../../../runtime/index.ts';

const height: number = 28;
const width: number = 28;
const classes = 10;

export const classifier = model(
  { hidden: affine(784, 64), out: affine(64, classes) },
  //> height: number ~> height && width: number ~> width
  //> input('batch', height, width) ~> input('batch', 28, 28)
  //! input: height is a number that only the run time knows; types compare it with nothing
  input('batch', height, width),
  (p, x) => pipe(x, flatten, p.hidden, relu, p.out),
);
