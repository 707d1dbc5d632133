// Losses of logits that are given probabilities: the softmax or sigmoid is applied twice, and learning is slow.
import { ts } from 'ts-morph';
import { type Proposal, replaced } from '../fix.ts';
import { isPipe } from '../flow.ts';
import { type Found, type Lint, placeIn } from './lint.ts';
import { meaningOf } from './meaning/index.ts';
import { type Call, partsOf, type Value } from './meaning/value.ts';

export const probabilitiesAsLogits: Lint = {
  name: 'probabilities-as-logits',
  about: 'softmax or sigmoid before a loss that takes logits and applies it itself: it is applied twice',
  wrong: `const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => pipe(x, p.out, softmax));
const step = trainStep(net, crossEntropy, adam());`,
  right: `const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => p.out(x));
const step = trainStep(net, crossEntropy, adam());
const probabilities = predictStep(model(net.layers, net.inputs, (p, x, mode) => softmax(net.forward(p, x, mode))));`,
  check: (file, checker) => {
    const meaning = meaningOf(checker);
    const steps = meaning.calls(file, 'trainStep', 'evaluateStep');
    const losses = steps.flatMap((step) => {
      const loss = meaning.loss(step);
      if (loss === undefined) return [];
      const sure = surely(loss.value);
      return [...meaning.on.within([loss.value])].map((value) => ({ value, step, isSure: sure.has(value) }));
    });
    const written = meaning
      .calls(file, ...Object.keys(normalized))
      .map((value) => ({ value, step: undefined, isSure: false }));
    return [...losses, ...written].flatMap(({ value, step, isSure }) => twice(value, step, file, isSure));
  },
};

/** What each loss does to what it is given. */
const normalized: Readonly<Record<string, string>> = {
  crossEntropy: 'softmax',
  binaryCrossEntropyWithLogits: 'sigmoid',
};

/** A value and what it is made of, but for what is one of several. */
function surely(value: Value, found = new Set<Value>()): ReadonlySet<Value> {
  if (value.is === 'choice' || found.has(value)) return found;
  found.add(value);
  for (const part of partsOf(value)) surely(part, found);
  return found;
}

/** `isSure`: the loss is this one in each turn of a loop, whatever the prediction is there. */
function twice(value: Value, step: Call | undefined, file: ts.SourceFile, isSure: boolean): Found[] {
  if (value.is !== 'call' || normalized[value.name] === undefined || value.args[0] === undefined) return [];
  const by = probabilities(value.args[0], isSure);
  if (by === undefined) return [];
  const { name } = value;
  return [
    {
      sentence: `${name} takes logits, and is given the result of ${by.name}: it applies ${normalized[name]} itself`,
      place: placeIn(file, by.node, value.node, ...(step === undefined ? [] : [step.node])),
      suggestion: `leave ${by.name} out here, and apply it to predictions only`,
      proposals: without(by),
    },
  ];
}

/** They change the order or the shape of values alone. */
const reshapes: ReadonlySet<string> = new Set([
  ...['reshape', 'squeeze', 'expand', 'flatten', 'permute', 'transpose', 'slice', 'clamp', 'gather', 'concat', 'stack'],
  ...['cast', 'flip', 'broadcastTo'],
]);

/** The softmax or sigmoid that a value comes from, whichever way it came about. */
function probabilities(value: Value, isSure: boolean): Call | undefined {
  if (value.is === 'choice') {
    const found = value.of.map((v) => probabilities(v, isSure));
    if (isSure && value.turns === true) return found.find((f) => f !== undefined);
    return found.every((f) => f !== undefined) ? found[0] : undefined;
  }
  if (value.is !== 'call') return undefined;
  if (value.name === 'softmax' || value.name === 'sigmoid') return value;
  if (!reshapes.has(value.name) || value.args[0] === undefined) return undefined;
  const [first] = value.args;
  return probabilities(first.is === 'list' ? (first.items[0] ?? first) : first, isSure);
}

/** pipe(x, p.out, softmax) without the stage, softmax(p.out(x)) without the call. */
function without({ name, node }: Call): Proposal[] {
  const { parent } = node;
  const stage = ts.isArrowFunction(parent) && parent.body === node ? parent : node;
  const pipe = ts.isCallExpression(stage.parent) && isPipe(stage.parent) ? stage.parent : undefined;
  const index = pipe?.arguments.indexOf(stage as ts.Expression) ?? -1;
  const why = `leave ${name} out here`;
  const written = ts.isCallExpression(node) ? node.expression : node;
  if (!new RegExp(`\\b${name}$`).test(written.getText())) return [];
  if (pipe !== undefined && index > 0) {
    const edit = { ...replaced(stage, ''), start: pipe.arguments[index - 1]!.getEnd() };
    const only = pipe.arguments.length === 2 ? replaced(pipe, pipe.arguments[0]!.getText()) : edit;
    return [{ edits: [only], likelihood: 90, why }];
  }
  const inner = ts.isCallExpression(node) ? node.arguments[0] : undefined;
  return inner === undefined ? [] : [{ edits: [replaced(node, inner.getText())], likelihood: 90, why }];
}
