// One layer at several places of a model's layers: the places have one set of weights.
import type { ts } from 'ts-morph';
import { isLayer } from '../kinds.ts';
import { type Found, type Lint, placeIn } from './lint.ts';
import { meaningOf } from './meaning/index.ts';
import type { Call, Value } from './meaning/value.ts';

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
    const stacks = meaning.calls(file, 'stacked', 'bidirectional').map((call) => {
      const layers: Value = { is: 'list', items: call.args, many: false, since: -1, node: call.node };
      return { call, layers };
    });
    return [...trees, ...stacks].flatMap(({ call, layers }) => repeatedIn(layers, call, file, checker));
  },
};

function repeatedIn(tree: Value, call: Call, file: ts.SourceFile, checker: ts.TypeChecker): Found[] {
  const found: Found[] = [];
  const first = new Map<Value, string>();
  const visit = (value: Value, path: string, node: ts.Node, since: number): void => {
    const below = (name: string) => (path === '' ? name : `${path}.${name}`);
    if (value.is === 'fields') {
      for (const [name, v] of value.fields) visit(v, below(name), value.names.get(name) ?? v.node, since);
    } else if (value.is === 'list') {
      const from = value.many ? Math.max(since, value.since) : since;
      for (const [i, item] of value.items.entries()) visit(item, below(value.many ? 'n' : `${i}`), value.node, from);
    } else if (value.is === 'call' && ownsWeights(value, checker)) {
      const earlier = first.get(value);
      const many = value.era < since;
      if (earlier === undefined) first.set(value, path);
      if (earlier === undefined && !many) return;
      const where = many ? `all of ${path.replace(/\.?n(?:\..*)?$/, '') || 'them'}` : `'${earlier}' and '${path}'`;
      found.push({
        sentence: `${call.name}: ${where} are one layer, ${written(value)}, with one set of weights`,
        place: placeIn(file, node, call.node),
        suggestion: `a layer for each: () => ${written(value)} in place of a constant; to share weights, name it once and use it often`,
      });
    }
  };
  visit(tree, '', tree.node, -1);
  return found;
}

const written = ({ name, node }: Call): string => (node.getText().length < 40 ? node.getText() : `${name}(...)`);

/** Is it a layer, with parameters? */
export const ownsWeights = ({ name, node }: Call, checker: ts.TypeChecker): boolean =>
  name === 'parameter' || isLayer(checker.getTypeAtLocation(node));
