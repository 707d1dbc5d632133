import { affine, input, model, relu } from '../../../runtime/index.ts';

/** tf.layers.dense({ inputShape, units }) then apply */
const hidden = affine(4, 16);
//> hidden.apply(x) ~> hidden(x)
//! a layer has no 'apply': it is a function, p.hidden(x)
export const net = model({ hidden }, input('batch', 4), (p, x) => relu(p.hidden.apply(x)));
