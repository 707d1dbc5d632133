import { add, affine, pipe, relu, type Tensor, zeros } from '../../../runtime/index.ts';

const config = { features: 16, hidden: 64, classes: 3 };
const hidden = affine(16, 64);
const out = affine(64, 3);

/** the sizes from a configuration, of which types know that they are numbers */
export function logits(x: Tensor<['batch', 16]>) {
  //> zeros(config.classes) ~> zeros(3)
  //> classes: 3 } ~> classes: 3 } as const
  //! zeros: config.classes is a number that only the run time knows; types compare it with nothing
  const prior = zeros(config.classes);
  return add(pipe(x, hidden, relu, out), prior);
}
