// Any background: a slip of the keyboard in the name of a dimension.
import { affine, compile, input, model, predictStep } from '../../../runtime/index.ts';

const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => p.out(x));
//> bacth: ~> batch:
//! compile: the model has no dimension named 'bacth'; did you mean 'batch'?
export const program = compile(predictStep(net), { bacth: 3 });
