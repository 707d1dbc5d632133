// Layers and inputs of a model that its function does not use: their weights would never be learnt.
import { ts } from 'ts-morph';
import { placeOf } from '../../frame.ts';
import { callsTo, type Found, type Lint, nodesOf } from './lint.ts';

export const unusedLayer: Lint = {
  name: 'unused-layer',
  about: "a layer of a model that the model's function never uses: its weights are never learnt",
  check: (file) => models(file).flatMap(({ layers, forward }) => unused(layers, forward, 0, 'layer')),
};

export const unusedInput: Lint = {
  name: 'unused-input',
  about: "an input of a model that the model's function never uses",
  check: (file) => models(file).flatMap(({ inputs, forward }) => unused(inputs, forward, 1, 'input')),
};

export const stoppedLayer: Lint = {
  name: 'stopped-layer',
  about: 'a layer whose results all go through stopGradient: its gradient is zero',
  check: (file) => models(file).flatMap(({ layers, forward }) => stopped(layers, forward)),
};

type Forward = ts.ArrowFunction | ts.FunctionExpression;

interface ModelCall {
  readonly layers: ts.Expression;
  readonly inputs: ts.Expression;
  readonly forward: Forward;
}

function models(file: ts.SourceFile): ModelCall[] {
  return callsTo(file, ['model']).flatMap((call) => {
    const [layers, inputs, forward] = call.arguments;
    if (layers === undefined || inputs === undefined || forward === undefined) return [];
    return ts.isArrowFunction(forward) || ts.isFunctionExpression(forward) ? [{ layers, inputs, forward }] : [];
  });
}

function unused(tree: ts.Expression, forward: Forward, parameter: 0 | 1, what: string): Found[] {
  const uses = usesOf(forward, parameter);
  if (uses === 'whole') return [];
  return namesOf(tree)
    .filter(({ name }) => !uses.has(name))
    .map(({ name, node }) => ({
      sentence: `model: the ${what} '${name}' is never used`,
      place: placeOf(node),
      suggestion:
        what === 'layer'
          ? `use it in the model's function, or leave it out: it cannot learn`
          : 'leave it out, or use it',
    }));
}

function stopped(layers: ts.Expression, forward: Forward): Found[] {
  const uses = usesOf(forward, 0);
  if (uses === 'whole') return [];
  return namesOf(layers).flatMap(({ name, node }) => {
    const places = uses.get(name) ?? [];
    if (places.length === 0 || !places.every((p) => isStopped(p, forward))) return [];
    return [
      {
        sentence: `model: the gradient of '${name}' is zero: all that it gives goes through stopGradient`,
        place: placeOf(node),
        suggestion: 'take stopGradient away, or make its weights constants',
      },
    ];
  });
}

const isStopped = (node: ts.Node, within: ts.Node): boolean =>
  ts.findAncestor(node, (n) =>
    n === within
      ? 'quit'
      : ts.isCallExpression(n) && ts.isIdentifier(n.expression) && n.expression.text === 'stopGradient',
  ) !== undefined;

/** The properties that a tree is written with. */
function namesOf(tree: ts.Expression): { readonly name: string; readonly node: ts.Node }[] {
  if (!ts.isObjectLiteralExpression(tree)) return [];
  return tree.properties.flatMap((p) =>
    (ts.isPropertyAssignment(p) || ts.isShorthandPropertyAssignment(p)) && ts.isIdentifier(p.name)
      ? [{ name: p.name.text, node: p.name }]
      : [],
  );
}

/** What of an argument a function uses, by name and where; 'whole' where it is handed on as it is. */
function usesOf(forward: Forward, index: 0 | 1): 'whole' | ReadonlyMap<string, readonly ts.Node[]> {
  const parameter = forward.parameters[index];
  const uses = new Map<string, ts.Node[]>();
  if (parameter === undefined) return uses;
  const used = (name: string, node: ts.Node) => uses.set(name, [...(uses.get(name) ?? []), node]);
  if (ts.isObjectBindingPattern(parameter.name)) {
    for (const element of parameter.name.elements) {
      const name = element.propertyName ?? element.name;
      if (element.dotDotDotToken !== undefined || !ts.isIdentifier(name) || !ts.isIdentifier(element.name))
        return 'whole';
      for (const node of namesLike(forward.body, element.name.text)) used(name.text, node);
    }
    return uses;
  }
  if (!ts.isIdentifier(parameter.name)) return 'whole';
  for (const node of namesLike(forward.body, parameter.name.text)) {
    const { parent } = node;
    if (!ts.isPropertyAccessExpression(parent) || parent.expression !== node) return 'whole';
    used(parent.name.text, parent);
  }
  return uses;
}

/** The places where a name is read: not where it is a property's name. */
function namesLike(body: ts.Node, name: string): ts.Identifier[] {
  return nodesOf(body, ts.isIdentifier).filter(
    (n) =>
      n.text === name &&
      !(ts.isPropertyAccessExpression(n.parent) && n.parent.name === n) &&
      !(ts.isPropertyAssignment(n.parent) && n.parent.name === n),
  );
}
