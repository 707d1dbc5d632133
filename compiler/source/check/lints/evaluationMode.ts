// Dropout or batch normalisation that is told to evaluate in what is trained: it never does what it is there for.
import type { ts } from 'ts-morph';
import { type Found, type Lint, placeIn } from './lint.ts';
import { type Meaning, meaningOf } from './meaning/index.ts';
import { type Call, known, type Value } from './meaning/value.ts';
import { contains } from './meaning/writes.ts';
import { slopes } from './slope.ts';

export const evaluationMode: Lint = {
  name: 'evaluation-mode',
  about: "dropout or batchNorm given `evaluating` in a model's function: it is off, or learns nothing, in training too",
  wrong: `const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => pipe(x, dropout(0.5, evaluating), p.out));
const step = trainStep(net, crossEntropy, adam());`,
  right: `const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x, mode) => pipe(x, dropout(0.5, mode), p.out));
const step = trainStep(net, crossEntropy, adam());`,
  check: (file, checker) => {
    const meaning = meaningOf(checker);
    const predicted = new Set(meaning.calls(file, 'predictStep', 'evaluateStep').map((step) => step.args[0]?.node));
    const trained = new Set(meaning.calls(file, 'trainStep').map((step) => step.args[0]?.node));
    return meaning
      .calls(file, 'model')
      .filter((model) => trained.has(model.node) || !predicted.has(model.node))
      .flatMap((model) => off(model, meaning, file));
  },
};

function off(model: Call, meaning: Meaning, file: ts.SourceFile): Found[] {
  const { result } = meaning.outcome(model, true);
  // what no gradient reaches may well be a teacher, or frozen
  return [...slopes(meaning.on, result, new Set(['stopGradient']))].flatMap((value) => {
    const told = toldMode(value);
    if (told === undefined || !isOff(told.mode)) return [];
    const does = told.name === 'dropout' ? 'leaves out nothing' : 'does not learn the statistics of its input';
    return [
      {
        sentence: `${told.name}: in evaluation mode it ${does}, in training too`,
        place: placeIn(file, ...placesOf(value, told.mode, model)),
        suggestion: `the mode that the model's function is given: (p, x, mode) => ... ${told.name === 'dropout' ? 'dropout(rate, mode)' : 'p.norm(mode)'}`,
      },
    ];
  });
}

/** dropout(rate, mode), or batchNorm(channels)(mode). */
function toldMode(value: Value): { readonly name: string; readonly mode: Value | undefined } | undefined {
  if (value.is === 'call' && value.name === 'dropout') return { name: 'dropout', mode: value.args[1] };
  if (value.is === 'applied' && value.callee.is === 'call' && value.callee.name === 'batchNorm')
    return { name: 'batchNorm', mode: value.args[0] };
  return undefined;
}

/** `evaluating` itself, or a mode of one's own that does not train. */
const isOff = (mode: Value | undefined): boolean =>
  (mode?.is === 'language' && mode.name === 'evaluating') ||
  (mode?.is === 'fields' && known(mode.fields.get('training') ?? mode) === false);

/** The call; where it is in a function that others may train with, the mode that is given to it. */
function placesOf(value: Value, mode: Value | undefined, model: Call): ts.Node[] {
  const given = mode !== undefined && contains(model.node, mode.node) && !contains(model.node, value.node);
  return [...(given ? [mode.node] : []), value.node, model.node];
}
