import { crossCorrelate, groupNorm, input, model, relu } from '../../../runtime/index.ts';

/** nn.GroupNorm(groups, channels): the groups come first there */
export const net = model(
  //> groupNorm(8, 32) ~> groupNorm(32, 8)
  //! groupNorm: 8 channels do not divide into 32 groups
  { conv: crossCorrelate(3, 32, 3, { padding: 1 }), norm: groupNorm(8, 32) },
  input('batch', 3, 16, 16),
  (p, x) => relu(p.norm(p.conv(x))),
);
