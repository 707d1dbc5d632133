// PyTorch: after two 5x5 windows and two halvings 28x28 is 4x4: 256 features, and the layer takes 400.
import { affine, crossCorrelate, flatten, input, maxPool, model, relu } from '../../../runtime/index.ts';

export const net = model(
  { conv1: crossCorrelate(1, 6, 5), conv2: crossCorrelate(6, 16, 5), fc1: affine(400, 120), fc2: affine(120, 10) },
  input('batch', 1, 28, 28),
  (p, x) => {
    const a = maxPool(2, { stride: 2 })(relu(p.conv1(x)));
    const b = maxPool(2, { stride: 2 })(relu(p.conv2(a)));
    //> 400 ~> 256
    //> crossCorrelate(1, 6, 5) ~> crossCorrelate(1, 6, 5, { padding: 2 })
    //! affine(400, 120): input has 256 features, expected 400
    return p.fc2(relu(p.fc1(flatten(b))));
  },
);
