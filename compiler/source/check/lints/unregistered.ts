// A layer that a model's function uses and that is not among its layers: it has no state, and no step compiles.
import type { ts } from 'ts-morph';
import { type Found, type Lint, placeIn } from './lint.ts';
import { type Meaning, meaningOf } from './meaning/index.ts';
import type { Call } from './meaning/value.ts';
import { ownsWeights } from './sharedLayer.ts';

export const unregisteredLayer: Lint = {
  name: 'unregistered-layer',
  about: "a layer that a model's function uses and that is not among its layers: a step has no weights for it",
  wrong: `const extra = affine(16, 16);
const net = model({ a: affine(8, 16), b: affine(16, 3) }, input('batch', 8), (p, x) =>
  p.b(relu(extra(relu(p.a(x))))),
);`,
  right: `const extra = affine(16, 16);
const net = model({ a: affine(8, 16), extra, b: affine(16, 3) }, input('batch', 8), (p, x) =>
  p.b(relu(p.extra(relu(p.a(x))))),
);`,
  check: (file, checker) => {
    const meaning = meaningOf(checker);
    return meaning.calls(file, 'model').flatMap((model) => unregistered(model, meaning, file, checker));
  },
};

function unregistered(model: Call, meaning: Meaning, file: ts.SourceFile, checker: ts.TypeChecker): Found[] {
  const [layers] = model.args;
  const { reached, incomplete } = meaning.outcome(model, true);
  if (layers === undefined || incomplete) return [];
  const registered = meaning.on.within([layers]);
  // what else is among the layers is not known
  if ([...registered].some((v) => v.is === 'unknown' || v.is === 'member' || v.is === 'applied')) return [];
  return [...reached]
    .filter((v): v is Call => v.is === 'call' && !registered.has(v) && ownsWeights(v, checker))
    .map((layer) => {
      const text = layer.node.getText().length < 40 ? layer.node.getText() : `${layer.name}(...)`;
      return {
        sentence: `model: ${text} is used, but is not among the model's layers: a step has no weights for it`,
        place: placeIn(file, layer.node, model.node),
        suggestion: `name it among the layers, and use it by that name: model({ ..., extra: ${text} }, ..., (p, x) => p.extra(x))`,
      };
    });
}
