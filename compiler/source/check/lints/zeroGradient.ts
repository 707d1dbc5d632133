// A loss without a slope: all of it passes through operations whose derivative is zero everywhere.
import { ts } from 'ts-morph';
import { type Found, type Lint, placeIn } from './lint.ts';
import type { Evaluator } from './meaning/evaluator.ts';
import { leavesOf, type Meaning, meaningOf } from './meaning/index.ts';
import type { Call, Value } from './meaning/value.ts';
import { flatNames, slopes, stops } from './slope.ts';

export const zeroGradient: Lint = {
  name: 'zero-gradient',
  about: 'a loss all of which passes through stopGradient, argMax, a comparison or rounding: its gradient is zero',
  wrong: `const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => p.out(x));
const wrongGuesses = (scores: Tensor<['batch', 3]>, labels: Tensor<['batch'], 'i32'>) =>
  mean(cast(notEqual(argMax(scores, -1), labels), 'f32'));
const step = trainStep(net, { target: input.i32('batch'), loss: wrongGuesses }, adam());`,
  right: `const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => p.out(x));
const step = trainStep(net, crossEntropy, adam());`,
  check: (file, checker) => {
    const meaning = meaningOf(checker);
    return [
      ...meaning.calls(file, 'trainStep').flatMap((step) => ofStep(step, meaning, file)),
      ...meaning.calls(file, 'grad', 'valueAndGrad').flatMap((call) => ofGradient(call, meaning, file)),
    ];
  },
};

const suggestion = 'a loss that has a slope: crossEntropy, squaredError, ...';

function ofStep(step: Call, meaning: Meaning, file: ts.SourceFile): Found[] {
  const loss = meaning.loss(step);
  if (loss === undefined) return [];
  const { on } = meaning;
  const reached = slopes(on, loss.value, flatNames);
  if ([...reached].some((v) => learns(v, on))) return [];
  const at = loss.value.node;
  const by = stops(on, loss.value, flatNames).find((call) => [...on.within(call.args)].some((v) => learns(v, on)));
  if (by !== undefined) return [zero(by, placeIn(file, by.node, at, step.node))];
  // without weights there is nothing to learn
  if (leavesOf(loss.layers).length === 0 || ![...on.within([loss.prediction])].some((v) => learns(v, on))) return [];
  return [
    {
      sentence: 'the gradient of this loss is zero: it does not depend on the prediction',
      place: placeIn(file, at, step.node),
      suggestion: 'a loss of both, the prediction and the target',
    },
  ];
}

/** Weights are in it, or may be. */
const learns = (value: Value, on: Evaluator): boolean =>
  value.is === 'applied' ||
  value.is === 'member' ||
  (value.is === 'unknown' && !isPlain(value.node, on.checker)) ||
  (value.is === 'call' && value.name === 'parameter');

/** Is an expression a number, a text or a truth value? No gradient is in it. */
function isPlain(node: ts.Node, checker: ts.TypeChecker): boolean {
  const plain = ts.TypeFlags.NumberLike | ts.TypeFlags.StringLike | ts.TypeFlags.BooleanLike;
  return ts.isExpression(node) && (checker.getTypeAtLocation(node).flags & plain) !== 0;
}

function ofGradient(call: Call, meaning: Meaning, file: ts.SourceFile): Found[] {
  const [loss] = call.args;
  if (loss === undefined) return [];
  const { on } = meaning;
  const reached = [...slopes(on, loss, flatNames)];
  // by whatever the derivative is: something that is no constant
  if (reached.some((v) => varies(v, on))) return [];
  const by = stops(on, loss, flatNames).find((c) => [...on.within(c.args)].some((v) => varies(v, on)));
  return by === undefined ? [] : [zero(by, placeIn(file, by.node, call.node))];
}

/** A derivative by it may be asked for: all but what is computed, and constants. */
function varies(value: Value, on: Evaluator): boolean {
  if (value.is === 'call') return /^(?:input|parameter)\b/.test(value.name);
  return value.is === 'fed' || learns(value, on);
}

const zero = (by: Call, place: Found['place']): Found => ({
  sentence: `the gradient of this loss is zero: all of it goes through ${by.name}`,
  place,
  suggestion,
});
