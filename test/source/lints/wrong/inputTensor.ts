// Keras functional: layers are called with an Input, and the model is made of the results.
import { affine, input, relu, softmax } from '../../../../runtime/index.ts';

const inputs = input('batch', 784);
//! input: [batch, 784] is given to a layer outside of a model: its named dimensions have no size there
const hidden = relu(affine(784, 64)(inputs));
export const outputs = softmax(affine(64, 10)(hidden));
