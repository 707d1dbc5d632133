import { affine, input, lstm, model, zeros } from '../../../runtime/index.ts';

/** PyTorch's hidden state is [layers, batch, hidden] */
export const forecaster = model({ memory: lstm(6, 32), out: affine(32, 1) }, input(16, 48, 6), (p, series) => {
  const h0 = zeros(1, 16, 32);
  const c0 = zeros(1, 16, 32);
  //> h0 = zeros(1, 16, 32) ~> h0 = zeros(16, 32) && c0 = zeros(1, 16, 32) ~> c0 = zeros(16, 32)
  //> { h: h0, c: c0 } ~> { h: squeeze(h0, 0), c: squeeze(c0, 0) }
  //! lstm: state is [1, 16, 32], expected [16, 32]
  const { outputs, state } = p.memory(series, { initial: { h: h0, c: c0 } });
  const last = p.out(state.h);
  return { last, all: p.out(outputs) };
});
