// Layers and inputs of a model that its function does not use: their weights would never be learnt.
import type { ts } from 'ts-morph';
import type { Found, Lint } from './lint.ts';
import { placeIn } from './lint.ts';
import { type Leaf, leavesOf, meaningOf, type Outcome } from './meaning/index.ts';
import type { Call } from './meaning/value.ts';
import { slopes } from './slope.ts';

export const unusedLayer: Lint = {
  name: 'unused-layer',
  about: "a layer of a model that the model's function never uses: its weights are never learnt",
  wrong: `const net = model({ hidden: affine(8, 16), extra: affine(16, 16), out: affine(16, 3) }, input('batch', 8), (p, x) =>
  pipe(x, p.hidden, relu, p.out),
);`,
  right: `const net = model({ hidden: affine(8, 16), extra: affine(16, 16), out: affine(16, 3) }, input('batch', 8), (p, x) =>
  pipe(x, p.hidden, relu, p.extra, relu, p.out),
);`,
  check: (file, checker) => {
    const meaning = meaningOf(checker);
    return meaning.calls(file, 'model').flatMap((model) => {
      const outcome = meaning.outcome(model, true);
      return unused(outcome, leavesOf(model.args[0]).filter(owns)).map((leaf) => ({
        sentence: `model: the layer '${leaf.path}' is never used`,
        place: placeIn(file, leaf.node, model.node),
        suggestion: `use it in the model's function, or leave it out: it cannot learn`,
      }));
    });
  },
};

export const unusedInput: Lint = {
  name: 'unused-input',
  about: "an input of a model that the model's function never uses",
  wrong: `const net = model({ out: affine(8, 3) }, { words: input('batch', 8), lengths: input('batch', 8) }, (p, { words }) =>
  p.out(words),
);`,
  right: `const net = model({ out: affine(8, 3) }, { words: input('batch', 8), lengths: input('batch', 8) }, (p, { words, lengths }) =>
  p.out(mul(words, lengths)),
);`,
  check: (file, checker) => {
    const meaning = meaningOf(checker);
    return meaning.calls(file, 'model').flatMap((model) => {
      const outcome = meaning.outcome(model, true);
      // the leaves of what was fed are those of what was declared
      const leaves = leavesOf(outcome.fed).filter(({ path, value }) => path !== '' && value.is === 'fed');
      return unused(outcome, leaves).map((leaf) => ({
        sentence: `model: the input '${leaf.path}' is never used`,
        place: placeIn(file, leaf.node, model.node),
        suggestion: 'leave it out, or use it',
      }));
    });
  },
};

const unused = ({ reached, incomplete }: Outcome, leaves: readonly Leaf[]): readonly Leaf[] =>
  incomplete ? [] : leaves.filter((leaf) => !reached.has(leaf.value));

/** Stages without parameters may stand among layers. */
const owns = ({ value }: Leaf): boolean => !['language', 'closure', 'literal'].includes(value.is);

export const stoppedLayer: Lint = {
  name: 'stopped-layer',
  about: 'a layer whose results all go through stopGradient: its gradient is zero',
  wrong: `const net = model({ hidden: affine(8, 16), out: affine(16, 3) }, input('batch', 8), (p, x) =>
  p.out(stopGradient(relu(p.hidden(x)))),
);`,
  right: `const net = model({ hidden: affine(8, 16), out: affine(16, 3) }, input('batch', 8), (p, x) =>
  p.out(relu(p.hidden(x))),
);`,
  check: (file, checker) => {
    const meaning = meaningOf(checker);
    return meaning.calls(file, 'model').flatMap((model) => stopped(model, meaning.outcome(model, true), file, checker));
  },
};

function stopped(model: Call, outcome: Outcome, file: ts.SourceFile, checker: ts.TypeChecker): Found[] {
  if (outcome.incomplete || model.args[0] === undefined) return [];
  const { on } = meaningOf(checker);
  const learning = slopes(on, outcome.result, new Set(['stopGradient']));
  // the layers of another model may have been trained there
  const others = meaningOf(checker)
    .calls(file, 'model')
    .filter((m) => m !== model);
  const trained = new Set(others.flatMap((m) => leavesOf(m.args[0])).map((leaf) => leaf.value));
  // what a layer keeps, or a loop does, is not followed
  const besides = on.within([...outcome.effects]);
  const leaves = leavesOf(model.args[0]).filter((leaf) => owns(leaf) && outcome.reached.has(leaf.value));
  const isStopped = (leaf: Leaf) => !learning.has(leaf.value) && !besides.has(leaf.value);
  // a part of its own that is stopped as a whole, beside one that learns, is meant: a teacher, an encoder that is kept
  const partOf = ({ path }: Leaf): string | undefined => /^(.*?)\./.exec(path)?.[1];
  const learns = leaves.some((leaf) => !isStopped(leaf));
  const isKept = (leaf: Leaf): boolean => {
    const part = partOf(leaf);
    return learns && part !== undefined && leaves.every((other) => partOf(other) !== part || isStopped(other));
  };
  return leaves
    .filter((leaf) => isStopped(leaf) && !trained.has(leaf.value) && !isKept(leaf))
    .map((leaf) => ({
      sentence: `model: the gradient of '${leaf.path}' is zero: all that it gives goes through stopGradient`,
      place: placeIn(file, leaf.node, model.node),
      suggestion: 'take stopGradient away, or make its weights constants',
    }));
}
