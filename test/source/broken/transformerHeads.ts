import { transformer } from '../../../dsl/nn/nets/index.ts';
import { input, model } from '../../../runtime/index.ts';

const sizes = { source: 300, target: 300, width: 64, hidden: 256, blocks: 2 } as const;

/** six heads in a width of 64 */
export const translator = model(
  //> heads: 6 ~> heads: 4
  //> heads: 6 ~> heads: 8
  //! transformer: width 64 does not divide into 6 heads
  { net: transformer({ ...sizes, heads: 6 }) },
  { read: input.i32('batch', 'S'), told: input.i32('batch', 'T') },
  (p, { read, told }) => p.net(read, told),
);
