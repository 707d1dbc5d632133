// One layer that is named once and used often: weights are shared on purpose (Keras).
import { affine, flow, input, model, pipe, relu, repeated, sub } from '../../../../runtime/index.ts';

export const universal = model({ block: affine(16, 16), out: affine(16, 3) }, input('batch', 16), (p, x) =>
  pipe(
    x,
    repeated(6, () => flow(p.block, relu)),
    p.out,
  ),
);
export const siamese = model(
  { encode: affine(8, 4) },
  { left: input('batch', 8), right: input('batch', 8) },
  (p, { left, right }) => sub(p.encode(left), p.encode(right)),
);
