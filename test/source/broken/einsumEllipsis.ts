// From PyTorch, where an ellipsis that the output lacks is summed over.
import { einsum, input, model, ones } from '../../../runtime/index.ts';

export const net = model({}, input('batch', 'time', 8), (_, x) =>
  //> '...i,ij->j' ~> '...i,ij->...j'
  //! einsum: '...i,ij->j' has '...' in an input but not in the output
  einsum('...i,ij->j', x, ones(8, 4)),
);
