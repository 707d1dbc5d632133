import { affine, input, lstm, model, relu } from '../../../runtime/index.ts';

/** out, (h, c) = self.lstm(x) */
export const sentiment = model(
  { memory: lstm(50, 64), hidden: affine(64, 32), out: affine(32, 2) },
  input('batch', 40, 50),
  (p, vectors) => {
    const read = p.memory(vectors);
    //> p.hidden(read.state) ~> p.hidden(read.state.h)
    //! expected a tensor, got { h, c }
    const h = relu(p.hidden(read.state));
    return p.out(h);
  },
);
