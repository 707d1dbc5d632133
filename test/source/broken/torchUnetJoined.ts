// PyTorch: 16 + 32 channels are joined, the convolution takes 32.
import { concat, crossCorrelate, input, model, relu } from '../../../runtime/index.ts';

export const net = model(
  {
    down: crossCorrelate(1, 16, 3, { padding: 1 }),
    deep: crossCorrelate(16, 32, 3, { padding: 1 }),
    up: crossCorrelate(32, 16, 3, { padding: 1 }),
  },
  input('batch', 1, 16, 16),
  (p, x) => {
    const a = relu(p.down(x));
    const b = relu(p.deep(a));
    //> crossCorrelate(32, 16, 3, { padding: 1 }) ~> crossCorrelate(48, 16, 3, { padding: 1 })
    //! crossCorrelate(32, 16): input has 48 channels, expected 32
    return p.up(concat(1, a, b));
  },
);
