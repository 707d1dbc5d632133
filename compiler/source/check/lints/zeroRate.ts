// A learning rate that is 0 at every step: nothing is ever learnt.
import { ts } from 'ts-morph';
import { type Lint, placeIn } from './lint.ts';
import type { Evaluator } from './meaning/evaluator.ts';
import { meaningOf } from './meaning/index.ts';
import { known, unknown, type Value } from './meaning/value.ts';

export const zeroRate: Lint = {
  name: 'zero-rate',
  about: 'an optimizer whose learning rate is 0 at every step: no weight ever changes',
  wrong: `const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => p.out(x));
const step = trainStep(net, crossEntropy, sgd(0));`,
  right: `const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => p.out(x));
const step = trainStep(net, crossEntropy, sgd(0.01));`,
  check: (file, checker) => {
    const meaning = meaningOf(checker);
    return meaning.calls(file, ...optimizers).flatMap((call) => {
      const [rate] = call.args;
      if (rate === undefined || !isZero(rate, meaning.on)) return [];
      const at = ts.isCallExpression(call.node) ? (call.node.arguments[0] ?? call.node) : call.node;
      return [
        {
          sentence: `${call.name}: the learning rate is 0 at every step: no weight ever changes`,
          place: placeIn(file, at),
          suggestion: `a rate above 0, e.g. ${call.name}(0.001)`,
        },
      ];
    });
  },
};

const optimizers = ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsProp', 'adam', 'adamW'];

/** Which arguments of a schedule are rates; a last rate that is not given is 0. */
const rates: Readonly<Record<string, readonly number[]>> = {
  ...{ stepDecay: [0], exponentialDecay: [0], cosineDecay: [0, 2], warmup: [1], joined: [0, 2] },
  // functions of the language in a schedule of one's own
  ...{ scalar: [0], full: [0], scale: [1], neg: [0] },
};

/** 0 at every step, whatever the step is. */
function isZero(rate: Value, on: Evaluator): boolean {
  if (rate.is === 'closure') return isZero(on.invoke(rate, [unknown(rate.node)], rate.node), on);
  if (rate.is === 'choice') return rate.of.every((r) => isZero(r, on));
  if (rate.is !== 'call') return known(rate) === 0;
  if (rate.name === 'zeros') return true;
  if (rate.name === 'mul') return rate.args.some((r) => isZero(r, on));
  return rates[rate.name]?.every((i) => rate.args[i] === undefined || isZero(rate.args[i], on)) === true;
}
