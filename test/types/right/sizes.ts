// Sizes that are declared as multiples, and sizes that the run time gives a name.
import {
  add,
  affine,
  concat,
  crossCorrelate,
  crossCorrelate1d,
  crossCorrelateTransposed,
  input,
  maxPool,
  model,
  pipe,
  relu,
  size,
  slice,
  type Tensor,
  zeros,
} from '../../../runtime/index.ts';

declare const n: number;
declare function is<S extends unknown[]>(x: Tensor<S>): void;

// what pooling by 2 twice leaves, transposed correlations by 2 twice give back
const half = maxPool(2, { stride: 2 });
const double = crossCorrelateTransposed(8, 8, 2, { stride: 2 });
const image = input('batch', 8, '4*H', '4*W');
is<['batch', 8, '2*H', '2*W']>(half(image));
is<['batch', 8, 'H', 'W']>(half(half(image)));
is<['batch', 8, '4*H', '4*W']>(double(double(half(half(image)))));
is<['batch', 16, '4*H', '4*W']>(concat(1, image, double(half(image))));
is<['batch', 8, '2*H', '2*W']>(crossCorrelate(8, 8, 3, { stride: 2, padding: 1 })(image));
is<['batch', 4, '2*T']>(crossCorrelate1d(zeros('batch', 4, '4*T'), zeros(4, 4, 2), { stride: 2 }));

// a text with one symbol more, and what a window needs
is<['batch', 'T', 4]>(slice(zeros('batch', 'T+1', 4), 1, 1));
is<['batch', 4, 'T']>(crossCorrelate1d(zeros('batch', 4, 'T+2'), zeros(4, 4, 3)));

// a size of the run time is a name
const features = size('features', n);
export const named = model({ a: affine(features, 8), b: affine(8, features) }, input('batch', features), (p, x) =>
  add(x, pipe(x, p.a, relu, p.b)),
);
is<['batch', 'features']>(add(zeros('batch', size('features', n)), zeros('features')));
