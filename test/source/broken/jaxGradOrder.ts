import { affine, grad, input, paramsOf, squaredError } from '../../../runtime/index.ts';

/** what the derivatives are by before what is derived */
const net = { out: affine(3, 1) };
const loss = squaredError(net.out(input(16, 3)), input(16, 1));
//> grad(paramsOf(net), loss) ~> grad(loss, paramsOf(net))
//! expected a tensor, got { out }
export const gradients = grad(paramsOf(net), loss);
