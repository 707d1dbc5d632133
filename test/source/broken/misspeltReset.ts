import { affine, gru, input, model } from '../../../runtime/index.ts';

/** the one option is not there, the other is */
export const net = model(
  {
    state: gru(28, 64, {
      memory: 28,
      //> rest: 'after' ~> reset: 'after'
      //! gru has no option 'rest'; did you mean 'reset'?
      rest: 'after',
    }),
    out: affine(64, 10),
  },
  input('batch', 28, 28),
  (p, x) => p.out(p.state(x).state),
);
