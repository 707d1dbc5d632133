import { crossCorrelate, input, model, pipe, relu } from '../../../runtime/index.ts';

/** nn.Conv2d(in, out, 3, groups=in): filters are a multiple of the channels */
export const net = model(
  { depth: crossCorrelate(24, 24, 3, { padding: 1, groups: 24 }), point: crossCorrelate(48, 96, 1) },
  input('batch', 24, 32, 32),
  //> crossCorrelate(48, 96, 1) ~> crossCorrelate(24, 96, 1)
  //> crossCorrelate(24, 24, 3 ~> crossCorrelate(24, 48, 3
  //! crossCorrelate(48, 96): input has 24 channels, expected 48
  (p, x) => pipe(x, p.depth, relu, p.point),
);
