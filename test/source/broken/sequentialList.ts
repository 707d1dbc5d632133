import { affine, crossEntropy, input, model, relu, sgd, trainStep } from '../../../runtime/index.ts';

/** a list of layers in a loop, of which the last is narrower */
const layers = [affine(64, 64), affine(64, 64), affine(64, 10)] as const;

export const net = model(layers, input('batch', 64), (p, x) => {
  let h = x;
  for (const layer of p) {
    //> none
    //! expected a tensor [batch, 64], got [batch, 10]
    h = relu(layer(h));
  }
  return h;
});

export const step = trainStep(net, crossEntropy, sgd(0.1));
