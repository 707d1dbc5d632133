import { add, crossCorrelate, input, model, relu } from '../../../runtime/index.ts';

/** residual in a CNN, 'same' is not the default */
export const net = model(
  { first: crossCorrelate(3, 16, 3, { padding: 1 }), second: crossCorrelate(16, 16, 5, { padding: 1 }) },
  input('batch', 3, 32, 32),
  (p, x) => {
    const h = relu(p.first(x));
    //> 16, 5, { padding: 1 } ~> 16, 5, { padding: 2 }
    //! add: cannot broadcast [batch, 16, 32, 32] with [batch, 16, 30, 30]: 32 vs 30
    return relu(add(h, p.second(h)));
  },
);
