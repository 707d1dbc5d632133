// Evaluation mode where a model is only used to predict (Keras: training=False).
import {
  adam,
  affine,
  crossEntropy,
  dropout,
  evaluating,
  input,
  model,
  pipe,
  predictStep,
  relu,
  softmax,
  trainStep,
} from '../../../../runtime/index.ts';

const net = model({ hidden: affine(8, 8), out: affine(8, 3) }, input('batch', 8), (p, x, mode) =>
  pipe(x, p.hidden, relu, dropout(0.5, mode), p.out),
);
export const step = trainStep(net, crossEntropy, adam());
const probabilities = model(net.layers, net.inputs, (p, x) => softmax(net.forward(p, x, evaluating)));
export const predict = predictStep(probabilities);
const plain = model(net.layers, net.inputs, (p, x) => pipe(x, p.hidden, dropout(0.5, evaluating), p.out));
export const predictPlain = predictStep(plain);
