// Keras: the last layer is named, and not called.
import { affine, input, model, predictStep } from '../../../runtime/index.ts';

//> (p) => p.out ~> (p, x) => p.out(x)
//! model: forward returned a layer
const net = model({ out: affine(8, 3) }, input('batch', 8), (p) => p.out);
export const step = predictStep(net);
