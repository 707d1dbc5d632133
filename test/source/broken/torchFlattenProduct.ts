// PyTorch: 16 * 5 * 5 is 400 where 4x4x16 = 256 comes in; for the types it is only a number.
import { affine, crossCorrelate, flatten, input, maxPool, model, pipe, relu } from '../../../runtime/index.ts';

export const net = model(
  {
    conv1: crossCorrelate(1, 6, 5),
    conv2: crossCorrelate(6, 16, 5),
    //> 16 * 5 * 5 ~> 256
    //> 16 * 5 * 5 ~> 16 * 4 * 4
    //> crossCorrelate(1, 6, 5) ~> crossCorrelate(1, 6, 5, { padding: 2 }) && 16 * 5 * 5 ~> 400
    //! affine(400, 120): input has 256 features, expected 400
    fc1: affine(16 * 5 * 5, 120),
    fc2: affine(120, 10),
  },
  input('batch', 1, 28, 28),
  (p, x) => {
    const a = maxPool(2, { stride: 2 })(relu(p.conv1(x)));
    const b = maxPool(2, { stride: 2 })(relu(p.conv2(a)));
    return pipe(flatten(b), p.fc1, relu, p.fc2);
  },
);
