// A layer that a model's function uses and that is not among its layers: it has no state, and no step compiles.
import { ts } from 'ts-morph';
import { before, type Proposal, replaced } from '../fix.ts';
import { type Found, type Lint, nodesOf, placeIn } from './lint.ts';
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
        proposals: named(layer.node, model.node, checker),
      };
    });
}

/** The layer among the layers of its model, and used from there. */
function named(layer: ts.Node, model: ts.Node, checker: ts.TypeChecker): Proposal[] {
  if (!ts.isCallExpression(model)) return [];
  const [layers, , forward] = model.arguments;
  if (layers === undefined || !ts.isObjectLiteralExpression(layers)) return [];
  if (forward === undefined || !(ts.isArrowFunction(forward) || ts.isFunctionExpression(forward))) return [];
  const owner = forward.parameters[0]?.name;
  const declaration = ts.isVariableDeclaration(layer.parent) ? layer.parent : undefined;
  if (owner === undefined || !ts.isIdentifier(owner)) return [];
  const name = declaration === undefined ? 'extra' : declaration.name.getText();
  if (!/^\w+$/.test(name) || layers.properties.some((p) => p.name?.getText() === name)) return [];
  const isInside = layer.pos > forward.pos && layer.end < forward.end;
  const used = declaration === undefined ? (isInside ? [layer] : []) : usesOf(declaration, forward, checker);
  if (used.length === 0) return [];
  const whole = declaration?.parent.parent;
  const isOwn =
    isInside && whole !== undefined && ts.isVariableStatement(whole) && whole.declarationList.declarations.length === 1;
  if (declaration !== undefined && isInside && !isOwn) return [];
  const removed = isOwn ? [{ ...replaced(whole, ''), start: whole.getFullStart() }] : [];
  const entry = declaration !== undefined && !isInside ? name : `${name}: ${layer.getText()}`;
  const [first] = layers.properties;
  const added = first === undefined ? replaced(layers, `{ ${entry} }`) : before(first, `${entry}, `);
  const edits = [added, ...removed, ...used.map((u) => replaced(u, `${owner.text}.${name}`))];
  return [{ edits, likelihood: 92, why: "among the model's layers" }];
}

/** Where a function uses what a variable holds. */
function usesOf(declaration: ts.VariableDeclaration, within: ts.Node, checker: ts.TypeChecker): ts.Node[] {
  return nodesOf(within, ts.isIdentifier).filter(
    (n) =>
      n !== declaration.name &&
      n.text === declaration.name.getText() &&
      checker.getSymbolAtLocation(n)?.valueDeclaration === declaration,
  );
}
