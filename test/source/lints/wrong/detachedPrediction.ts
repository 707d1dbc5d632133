// PyTorch: loss(pred.detach(), target).
import { adam, affine, input, model, squaredError, stopGradient, trainStep } from '../../../../runtime/index.ts';

const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => p.out(x));
const detach = stopGradient;
export const step = trainStep(
  net,
  //! the gradient of this loss is zero: all of it goes through stopGradient
  { target: input('batch', 3), loss: (prediction, target) => squaredError(detach(prediction), target) },
  adam(),
);
