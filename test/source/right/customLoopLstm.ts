import { affine, input, lstm, model, permute, scan } from '../../../runtime/index.ts';

export const decode = model(
  { cell: lstm(10, 32), out: affine(32, 10) },
  { seed: input('batch', 10), steps: input('time', 'batch', 10) },
  (p, { seed, steps }) => {
    const start = p.cell.step(p.cell.start('batch'), seed).state;
    const { outputs } = scan(start, steps, (state, x) => {
      const next = p.cell.step(state, x);
      return [next.state, p.out(next.output)];
    });
    return permute(outputs, 1, 0, 2);
  },
);
