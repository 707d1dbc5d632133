import { affine, input, model, softmax } from '../../../runtime/index.ts';

/** F.softmax(logits, dim=1) */
export const net = model({ out: affine(20, 4) }, input('batch', 20), (p, x) =>
  //> { dim: 1 } ~> 1
  //! softmax: axis is { dim }, expected number
  softmax(p.out(x), { dim: 1 }),
);
