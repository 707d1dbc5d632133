import { affine, input } from '../../../runtime/index.ts';

/** x.shape[1] as the width of a layer */
const x = input('batch', 20);
//> x.shape[1] ~> 20
//! a tensor has no 'shape': its sizes are in its type, [batch, 20]
export const layer = affine(x.shape[1], 10);
