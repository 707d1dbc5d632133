import { affine, flow, relu, zeros } from '../../../runtime/index.ts';

const layer = affine(16, 16);

/** nn.Sequential(nn.ReLU(), layer)(x) */
//> flow(relu, layer)(zeros('batch', 16)) ~> pipe(zeros('batch', 16), relu, layer)
//! flow: what relu gives is not known before it is given a tensor; write pipe(zeros('batch', 16), ...)
export const y = flow(relu, layer)(zeros('batch', 16));
