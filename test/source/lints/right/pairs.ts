// All pairs of a batch, asked for by expand (NumPy: x[:, None] - x).
import {
  adam,
  affine,
  expand,
  input,
  mean,
  model,
  square,
  squeeze,
  sub,
  trainStep,
} from '../../../../runtime/index.ts';

const net = model({ embed: affine(8, 1) }, input('batch', 8), (p, x) => squeeze(p.embed(x), 1));
export const step = trainStep(
  net,
  {
    target: input('batch'),
    loss: (y, t) => mean(square(sub(sub(expand(y, 1), y), sub(expand(t, 1), t)))),
  },
  adam(),
);
