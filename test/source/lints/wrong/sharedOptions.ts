// Keras: padding='same', kept in a constant that all convolutions share.
import { crossCorrelate, input, model } from '../../../../runtime/index.ts';

const same = { padding: 2 };
//! crossCorrelate: 'padding' of same is a number that only the run time knows; types compare it with nothing
const first = crossCorrelate(1, 6, 5, same);
export const net = model({ first }, input('batch', 1, 28, 28), (p, x) => p.first(x));
