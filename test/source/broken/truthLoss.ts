// scikit-learn: predictions are compared as classes, true or false.
import { adam, affine, greater, input, model, squaredError, trainStep } from '../../../runtime/index.ts';

const net = model({ a: affine(8, 3) }, input('batch', 8), (p, x) => greater(p.a(x), 0));
//> none
//! squaredError: operand is bool, expected f32
export const step = trainStep(net, squaredError, adam());
