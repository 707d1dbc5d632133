import { affine, input, lstm, mean, model } from '../../../runtime/index.ts';

/** out, state = LSTM(return_state=True) as a list */
export const net = model({ cell: lstm(5, 9), out: affine(9, 2) }, input('batch', 'time', 5), (p, x) => {
  //> const [outputs, state] ~> const { outputs, state }
  //> none
  //! lstm: the result is { outputs, state }, no list
  const [outputs, state] = p.cell(x);
  return { y: p.out(mean(outputs, 1)), c: state.c };
});
