// PyTorch: a mask [S, T], where a query is a row and a key a column.
import { attend, input, model } from '../../../runtime/index.ts';

export const net = model(
  {},
  { q: input('batch', 'T', 8), k: input('batch', 'S', 8), mask: input.bool('S', 'T') },
  (_p, { q, k, mask }) =>
    //> attend(q, k, k, { mask }) ~> attend(q, k, k, { mask: transpose(mask) })
    //> input.bool('S', 'T') ~> input.bool('T', 'S')
    //! attend: cannot broadcast [S, T] to [batch, T, S]
    attend(q, k, k, { mask }),
);
