import { add, crossCorrelateTransposed, input, maxPool, model } from '../../../runtime/index.ts';

const up = crossCorrelateTransposed(8, 8, 2, { stride: 2 });

/** one level of a U-Net, of pictures whose height and width may be odd */
export const level = model({ up }, input('batch', 8, 'H', 'W'), (p, x) => {
  const coarse = maxPool(2, { stride: 2 })(x);
  //> 8, 'H', 'W' ~> 8, '2*H', '2*W'
  //! add: cannot broadcast [batch, 8, H, W] with [batch, 8, 2*((H)/2), 2*((W)/2)]: W vs 2*((W)/2)
  return add(x, p.up(coarse));
});
