// Functions of one's own that have the names of the language's (plain TypeScript).
import { relu } from '../../../../runtime/index.ts';

function model(layers: { a: number; b: number }, n: number, f: (p: { a: number; b: number }, n: number) => number) {
  return f(layers, n);
}
function input(...names: string[]) {
  return names;
}
function grad(f: (x: number) => number) {
  return f;
}
function trainStep(net: number, loss: (y: number) => number, rate: number) {
  return loss(net) * rate;
}
const round = Math.round;
const stopGradient = (x: number) => x;
const softmax = (x: number) => x;
const crossEntropy = (x: number) => x;
const sgd = (rate: number) => rate;
export const y = model({ a: 1, b: 2 }, 3, (p, n) => p.a + n);
export const z = input('T', 'T');
export const g = grad((x) => round(x));
export const s = trainStep(1, (x) => crossEntropy(softmax(stopGradient(x))), sgd(0));
export const t = relu;
