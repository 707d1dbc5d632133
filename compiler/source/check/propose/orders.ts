// Axes and sizes in another order than an operation takes them, and states where all steps belong.
import { ts } from 'ts-morph';
import { replaced } from '../fix.ts';
import { constructorOf, declarationOf, definitionOf } from '../flow.ts';
import { nodesOf } from '../lints/lint.ts';
import { dimensionsOf } from '../sentence.ts';
import { type Proposer, wrapped } from './context.ts';
import { isLiteral } from './sizes.ts';

/** The vectors of a batch, [batch, 8] beside [batch, 5, 8]: each is a column. */
export const vectors: Proposer = (context) => {
  const { said, operands } = context;
  const [a, b] = operands;
  if (!/^matmul/.test(said?.key ?? '') || a === undefined || b === undefined) return [];
  const [matrices, rows] = [a.type.shape, b.type.shape];
  const isEach = rows.length === matrices.length - 1 && rows.at(-1) === matrices.at(-1) && rows[0] === matrices[0];
  return isEach ? wrapped(context, b.node, 94, 'expand', '-1', 'each vector is a column') : [];
};

/** [batch, time, 40] for a layer over [batch, 40, time]. */
export const channelsInFront: Proposer = (context) => {
  const { said, given, operands } = context;
  const shape = given?.shape ?? operands[0]?.type.shape ?? [];
  const expected = said?.key === 'layerChannels' ? said.words[1] : said?.key === 'normChannels' ? said.words[1] : '';
  if (shape.length !== 3 || shape.at(-1) !== expected || shape[1] === expected) return [];
  return wrapped(context, operands[0]?.node, 92, 'transpose', '', 'channels come second');
};

/** Logits [batch, 9, time] for labels [batch, time]: classes come last. */
export const classesLast: Proposer = (context) => {
  const { said, operands } = context;
  const prediction = operands[0];
  if (said?.key !== 'labels' || prediction === undefined) return [];
  const labels = dimensionsOf(said.words[1]);
  const { shape } = prediction.type;
  const axis = shape.findIndex((_, i) => shape.toSpliced(i, 1).join() === labels.join());
  if (axis < 0 || axis === shape.length - 1) return [];
  const order = [...shape.keys()].filter((k) => k !== axis).concat(axis);
  return wrapped(context, prediction.node, 92, 'permute', order.join(', '), 'classes come last');
};

/** embedding(64, 5000) before a layer for 64: its sizes the other way round. */
export const sizesExchanged: Proposer = ({ said, sources, layer, checker, propose }) => {
  if (said?.key !== 'features' && said?.key !== 'layerChannels' && said?.key !== 'vocabulary') return [];
  const [wanted, got] = said.key === 'vocabulary' ? [said.words[2], said.words[1]] : [said.words[1], said.words[3]];
  const made = sources.flatMap(({ node, distance }) => {
    const call = distance > 3 ? undefined : constructorOf(node, checker);
    return call === undefined || call === layer ? [] : [call];
  });
  return [...new Set(made)].flatMap((call) => {
    const [a, b] = call.arguments;
    if (a === undefined || b === undefined || !isLiteral(a) || !isLiteral(b)) return [];
    if (a.text !== wanted || b.text !== got) return [];
    return [propose(91, () => [replaced(a, b.text), replaced(b, a.text)], 'the other way round')];
  });
};

/** The last state of a layer, where the outputs of all its steps belong: p.second(p.first(x).state.h). */
export const allSteps: Proposer = ({ said, call, checker, propose, node }) => {
  if (said?.key !== 'layerRank' && said?.key !== 'rank') return [];
  const operand = call?.arguments.find((a) => a === node);
  if (operand === undefined) return [];
  const why = 'the outputs of all steps';
  const value = ts.isIdentifier(operand) ? (definitionOf(operand, checker) ?? operand) : operand;
  const state = stateIn(value);
  if (state !== undefined) return [propose(93, () => [replaced(value, `${state.getText()}.outputs`)], why)];
  const root = rootOf(value);
  const bound = root && declarationOf(root, checker);
  if (root === undefined || bound === undefined || !ts.isBindingElement(bound)) return [];
  if ((bound.propertyName ?? bound.name).getText() !== 'state') return [];
  const file = root.getSourceFile();
  const uses = nodesOf(file, ts.isIdentifier).filter((n) => n.text === root.text && n !== root && n !== bound.name);
  const declared = { ...replaced(bound, 'outputs') };
  return uses.length > 0 ? [] : [propose(93, () => [declared, replaced(value, 'outputs')], why)];
};

/** p.cell(x) of p.cell(x).state.h */
function stateIn(node: ts.Expression): ts.Expression | undefined {
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  return node.name.text === 'state' ? node.expression : stateIn(node.expression);
}

/** state of state.h */
function rootOf(node: ts.Expression): ts.Identifier | undefined {
  if (ts.isIdentifier(node)) return node;
  return ts.isPropertyAccessExpression(node) ? rootOf(node.expression) : undefined;
}

/** A kernel [height, width, channels, filters], as TensorFlow and flax have them: ours are [filters, channels, height, width]. */
export const kernelOrder: Proposer = (context) => {
  const { said, operands, sources, propose } = context;
  const kernel = operands[1];
  if (said?.key !== 'channels' || kernel === undefined) return [];
  const { shape } = kernel.type;
  const [height, width, channels] = shape;
  if (shape.length !== 4 || channels !== said.words[1] || height !== width) return [];
  const why = 'kernels are [filters, channels, height, width]';
  const list = sources.flatMap(({ node }) =>
    ts.isCallExpression(node)
      ? node.arguments.filter(ts.isArrayLiteralExpression).filter((a) => a.elements.length === 4)
      : [],
  )[0];
  const [a, b, c, d] = list?.elements.map((e) => e.getText()) ?? [];
  return list !== undefined && [a, b, c].join() === [height, width, channels].join()
    ? [propose(93, () => [replaced(list, `[${[d, c, a, b].join(', ')}]`)], why)]
    : wrapped(context, kernel.node, 93, 'permute', '3, 2, 0, 1', why);
};
