// An evaluation that is fed with the data it was trained on, where other data is at hand: it says nothing about new data.
import type { ts } from 'ts-morph';
import { type Lint, placeIn } from './lint.ts';
import { type Meaning, meaningOf } from './meaning/index.ts';
import type { Applied, Call, Member, Value } from './meaning/value.ts';

export const trainingData: Lint = {
  name: 'training-data',
  about: 'an evaluation that is only fed with the training part of a split, which the model was trained on',
  wrong: `const { train } = await loadIdxPair('mnist');
const net = model({ out: affine(784, 10) }, input('batch', 784), (p, x) => p.out(x));
const evaluate = await compile(evaluateStep(net, crossEntropy), { batch: train.count });
for await (const { state } of fit(trainStep(net, crossEntropy, adam()), { data: train, batch: 32, epochs: 3 }))
  await evaluate.run(state, { input: train.inputs, target: train.labels });`,
  right: `const { train, test } = await loadIdxPair('mnist');
const net = model({ out: affine(784, 10) }, input('batch', 784), (p, x) => p.out(x));
const evaluate = await compile(evaluateStep(net, crossEntropy), { batch: test.count });
for await (const { state } of fit(trainStep(net, crossEntropy, adam()), { data: train, batch: 32, epochs: 3 }))
  await evaluate.run(state, { input: test.inputs, target: test.labels });`,
  check: (file, checker) => {
    const meaning = meaningOf(checker);
    const values = meaning.values(file);
    const runs = values.flatMap(({ value }) => runOf(value));
    const evaluations = runs.filter((r) => r.step === 'evaluateStep');
    if (evaluations.length === 0) return [];
    const fits = meaning.calls(file, 'fit').map((call) => ({ fed: call.args[1], node: call.node }));
    const trainings = [...fits, ...runs.filter((r) => r.step === 'trainStep')];
    const trainedOn = trainings.flatMap(({ fed }) => partsOfSplits(fed, meaning)).map(keyOf);
    const parts = evaluations.map(({ fed, node }) => ({ node, used: partsOfSplits(fed, meaning) }));
    const all = parts.every(({ used }) => used.length > 0 && used.every((m) => trainedOn.includes(keyOf(m))));
    return all ? parts.map(({ node, used }) => found(node, used[0]!, file)) : [];
  },
};

const found = (node: ts.Node, { name }: Member, file: ts.SourceFile) => ({
  sentence: `the evaluation is only fed with '${name}', which the model is trained on`,
  place: placeIn(file, node),
  suggestion: `the other part of the split: 'test'`,
});

interface Run {
  readonly step: string;
  readonly fed: Value | undefined;
  readonly node: ts.Node;
}

/** evaluate.run(state, feeds), where evaluate = await compile(evaluateStep(...)). */
function runOf(value: Value): Run[] {
  if (!isRun(value)) return [];
  const [definition] = value.callee.of.args;
  return definition?.is === 'call' ? [{ step: definition.name, fed: value.args[1], node: value.node }] : [];
}

const isRun = (v: Value): v is Applied & { readonly callee: Member & { readonly of: Call } } =>
  v.is === 'applied' &&
  v.callee.is === 'member' &&
  v.callee.name === 'run' &&
  v.callee.of.is === 'call' &&
  v.callee.of.name === 'compile';

/** The parts of a split, train and test, that a value is made of. */
function partsOfSplits(value: Value | undefined, { on }: Meaning): Member[] {
  if (value === undefined) return [];
  return [...on.within([value])].filter(
    (v): v is Member => v.is === 'member' && (v.name === 'train' || v.name === 'test'),
  );
}

/** The same part of the same split. */
const keyOf = ({ of, name }: Member): string => `${of.node.getSourceFile().fileName}:${of.node.pos}:${name}`;
