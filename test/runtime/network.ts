// A small network, its training step and a batch for it.
import { affine, compile, crossEntropy, input, model, pipe, relu, sgd, trainStep } from '../../runtime/index.ts';

export const net = () =>
  model(
    { hidden: affine(8, 16), out: affine(16, 3) },
    input('batch', 8),
    (p, x) => pipe(x, p.hidden, relu, p.out),
    'net',
  );

export const x = Float32Array.from({ length: 4 * 8 }, (_, i) => Math.sin(i));
export const target = Int32Array.of(0, 1, 2, 1);
export const feeds = { input: x, target };

export const training = () => compile(trainStep(net(), crossEntropy, sgd(0.1)), { batch: 4 });
