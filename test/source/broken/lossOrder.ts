import { affine, crossEntropy, grad, input, paramsOf, pipe, relu } from '../../../runtime/index.ts';

const net = { hidden: affine(64, 32), out: affine(32, 4) };
const x = input(128, 64);
const y = input.i32(128);

const logits = pipe(x, net.hidden, relu, net.out);
// sklearn's log_loss(y_true, y_pred)
//> crossEntropy(y, logits) ~> crossEntropy(logits, y)
//! crossEntropy: operand is i32, expected f32
const loss = crossEntropy(y, logits);

export const gradients = grad(loss, paramsOf(net));
