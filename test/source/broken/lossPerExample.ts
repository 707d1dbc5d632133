import { affine, input, model, pipe, relu, sgd, square, sub, sum, trainStep } from '../../../runtime/index.ts';

const regression = model({ hidden: affine(13, 32), out: affine(32, 1) }, input('batch', 13), (p, x) =>
  pipe(x, p.hidden, relu, p.out),
);

export const step = trainStep(
  regression,
  {
    target: input('batch', 1),
    //> => sum(square(sub(prediction, target)), 1) ~> => mean(sum(square(sub(prediction, target)), 1))
    //> => sum(square(sub(prediction, target)), 1) ~> => sum(sum(square(sub(prediction, target)), 1))
    //> sum(square(sub(prediction, target)), 1) ~> sum(square(sub(prediction, target)))
    //> sum(square(sub(prediction, target)), 1) ~> mean(square(sub(prediction, target)))
    //! grad: the loss must be a scalar, got [batch]
    loss: (prediction, target) => sum(square(sub(prediction, target)), 1),
  },
  sgd(0.01),
);
