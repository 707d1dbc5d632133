// One layer at several places of a model's layers: the places have one set of weights.
import type { ts } from 'ts-morph';
import { isLayer } from '../kinds.ts';
import { type Found, type Lint, placeIn } from './lint.ts';
import { meaningOf } from './meaning/index.ts';
import { type Call, list, partsOf, type Value } from './meaning/value.ts';

export const sharedLayer: Lint = {
  name: 'shared-layer',
  about: 'one layer object at several places of a list or record of layers: all of them have the same weights',
  wrong: `const block = transformerBlock(64, 256, { heads: 4 });
const net = model({ blocks: Array.from({ length: 6 }, () => block) }, input('batch', 'time', 64), (p, x) =>
  p.blocks.reduce((h, b) => b(h), x),
);`,
  right: `const block = () => transformerBlock(64, 256, { heads: 4 });
const net = model({ blocks: Array.from({ length: 6 }, block) }, input('batch', 'time', 64), (p, x) =>
  p.blocks.reduce((h, b) => b(h), x),
);`,
  check: (file, checker) => {
    const meaning = meaningOf(checker);
    const trees = meaning.calls(file, 'model').flatMap((call) => {
      const [layers] = call.args;
      return layers === undefined ? [] : [{ call, layers }];
    });
    const stacks = meaning
      .calls(file, 'stacked', 'bidirectional')
      .map((call) => ({ call, layers: list(call.node, call.args) }));
    return [...trees, ...stacks].flatMap(({ call, layers }) => repeatedIn(layers, call, file, checker));
  },
};

function repeatedIn(tree: Value, call: Call, file: ts.SourceFile, checker: ts.TypeChecker): Found[] {
  const found: Found[] = [];
  const first = new Map<Value, string>();
  const told = new Set<Value>();
  const report = (value: Value, where: string, node: ts.Node) => {
    const text = written(value);
    found.push({
      sentence: `${call.name}: ${where} are one ${value.is === 'call' ? `layer, ${text}` : 'record of layers'}: they share its weights`,
      place: placeIn(file, node, call.node),
      suggestion: `make one for each place, e.g. by a function; what is meant to be shared has one name, and is used twice`,
    });
  };
  const visit = (value: Value, path: string, node: ts.Node): void => {
    if (!holdsWeights(value, checker)) return;
    const earlier = first.get(value);
    if (earlier !== undefined) {
      if (!told.has(value)) report(value, `'${earlier}' and '${path}'`, node);
      told.add(value);
      return;
    }
    first.set(value, path);
    const below = (name: string) => (path === '' ? name : `${path}.${name}`);
    if (value.is === 'fields') {
      for (const [name, v] of value.fields) visit(v, below(name), value.names.get(name) ?? v.node);
    } else if (value.is === 'list') {
      const old = value.many ? olderIn(value, value.since, checker) : undefined;
      if (old !== undefined) report(old, path === '' ? 'all layers of a list' : `all of '${path}'`, value.node);
      else for (const [i, item] of value.items.entries()) visit(item, below(`${i}`), value.node);
    }
  };
  visit(tree, '', tree.node);
  return found;
}

/** Does a tree have layers? */
function holdsWeights(value: Value, checker: ts.TypeChecker): boolean {
  if (value.is === 'fields' || value.is === 'list') return partsOf(value).some((v) => holdsWeights(v, checker));
  return value.is === 'call' && ownsWeights(value, checker);
}

/** A layer of a tree that was made before `since`. */
function olderIn(value: Value, since: number, checker: ts.TypeChecker): Call | undefined {
  if (value.is === 'call') return ownsWeights(value, checker) && value.era < since ? value : undefined;
  if (value.is !== 'fields' && value.is !== 'list') return undefined;
  for (const part of partsOf(value)) {
    const found = olderIn(part, since, checker);
    if (found !== undefined) return found;
  }
  return undefined;
}

const written = (value: Value): string => {
  const text = value.node.getText();
  return text.length < 40 || value.is !== 'call' ? text : `${value.name}(...)`;
};

/** Is it a layer, with parameters? */
export const ownsWeights = ({ name, node }: Call, checker: ts.TypeChecker): boolean =>
  name === 'parameter' || isLayer(checker.getTypeAtLocation(node));
