import { affine, crossEntropy, input, pipe, relu, sum, type Tensor } from '../../../runtime/index.ts';

const layers = { hidden: affine(20, 40), out: affine(40, 3) };
const x = input(64, 20);
const y = input.i32(64);

//> Tensor<[64, 3]> = pipe(x, layers.hidden, relu) ~> Tensor<[64, 3]> = pipe(x, layers.hidden, relu, layers.out)
//! expected a tensor [64, 3], got [64, 40]
const logits: Tensor<[64, 3]> = pipe(x, layers.hidden, relu);
const penalty = sum(layers.hidden.params.w);

export const loss = { data: crossEntropy(logits, y), penalty };
