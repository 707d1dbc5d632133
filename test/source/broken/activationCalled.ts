import { affine, input, model, pipe, relu } from '../../../runtime/index.ts';

/** nn.ReLU() is called to make a layer */
export const net = model({ hidden: affine(784, 256), out: affine(256, 10) }, input('batch', 784), (p, x) =>
  pipe(
    x,
    p.hidden,
    //> relu() ~> relu
    //! relu: expected a tensor, got nothing; as a stage write relu
    relu(),
    p.out,
  ),
);
