import { affine, gru, input, layerNorm, model, pipe, relu } from '../../../runtime/index.ts';

/** as in Keras, where an RNN gives a tensor */
export const labels = model(
  { read: gru(40, 64), norm: layerNorm(64), out: affine(64, 12) },
  input('batch', 'T', 40),
  (p, frames) =>
    pipe(
      frames,
      p.read,
      //> p.read, ~> p.read, (r) => r.outputs,
      //> p.read, ~> p.read, (r) => r.state,
      //> none
      //! expected a tensor, got { outputs, state }
      p.norm,
      relu,
      p.out,
    ),
);
