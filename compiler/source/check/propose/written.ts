// Single operations that are written otherwise than they are meant.
import { ts } from 'ts-morph';
import { before, replaced } from '../fix.ts';
import { dimensionsOf } from '../sentence.ts';
import { type Proposer, wrapped } from './context.ts';

/** dot of matrices is matmul. */
export const otherOperation: Proposer = ({ said, call, operation, propose }) => {
  if (said?.key !== 'rank' || operation !== 'dot' || call === undefined) return [];
  return [
    propose(90, (names) => [replaced(call.expression, names.use('matmul'))], 'matrices are multiplied by matmul'),
  ];
};

/** 'bi,io' -> 'bi,io->bo', and an output label that an input has. */
export const einsumOutputs: Proposer = ({ said, node, propose }) => {
  if (said?.key === 'einsumDropped' && ts.isStringLiteral(node))
    return [propose(90, () => [replaced(node, `'${node.text.replace('->', '->...')}'`)])];
  if ((said?.key !== 'einsumSpec' && said?.key !== 'einsumOutput') || !ts.isStringLiteral(node)) return [];
  const [inputs = '', output] = node.text.split('->');
  const labels = [...inputs.replace(/[^A-Za-z]/g, '')];
  const single = labels.filter((l) => labels.filter((o) => o === l).length === 1);
  if (output === undefined) return [propose(88, () => [replaced(node, `'${inputs}->${single.sort().join('')}'`)])];
  const left = single.filter((l) => !output.includes(l));
  return left.map((l) => propose(84, () => [replaced(node, `'${inputs}->${output.replace(said.words[0]!, l)}'`)]));
};

/** permute(x, 3, 1, 2) of four axes: the first stays. */
export const permutations: Proposer = ({ said, call, propose }) => {
  const [first] = call?.arguments.slice(1) ?? [];
  if (said?.key !== 'permutation' || first === undefined) return [];
  return [propose(88, () => [before(first, '0, ')], 'the first axis stays')];
};

/** relu(p.hidden)(x): a layer is applied before what follows it. */
export const appliedFirst: Proposer = ({ node, call, propose }) => {
  const outer = call?.parent;
  if (call === undefined || outer === undefined || !ts.isCallExpression(outer) || outer.expression !== call) return [];
  if (call.arguments.length !== 1 || call.arguments[0] !== node) return [];
  const given = outer.arguments.map((a) => a.getText()).join(', ');
  return [propose(92, () => [replaced(outer, `${call.expression.getText()}(${node.getText()}(${given}))`)])];
};

/** return [both, next]: the carry comes first. */
export const carries: Proposer = ({ said, call, propose }) => {
  const body = call?.arguments.find(ts.isArrowFunction);
  if (said?.key !== 'scanCarry' || body === undefined) return [];
  const last = ts.isBlock(body.body) ? body.body.statements.findLast(ts.isReturnStatement)?.expression : body.body;
  const pair = last !== undefined && ts.isParenthesizedExpression(last) ? last.expression : last;
  if (pair === undefined || !ts.isArrayLiteralExpression(pair) || pair.elements.length !== 2) return [];
  const [a, b] = pair.elements.map((e) => e.getText());
  return [`[${b}, ${a}]`, `[${b}, ${b}]`].map((text, i) =>
    propose(86 - 4 * i, () => [replaced(pair, text)], 'the carry comes first'),
  );
};

/** { initial: { h: zeros(1, 16, 32) } }: a state without the axis of 1. */
export const states: Proposer = (context) => {
  const { said, node } = context;
  const property = ts.isPropertyAssignment(node.parent) && node.parent.name === node ? node.parent : undefined;
  if (said?.key !== 'state' || property === undefined) return [];
  const axis = dimensionsOf(said.words[1]).indexOf('1');
  return axis < 0 ? [] : wrapped({ ...context, stage: undefined }, property.initializer, 80, 'squeeze', `${axis}`);
};

/** x = relu(p.fc1(x)): another shape is another name. */
export const renamed: Proposer = ({ code, node, propose, checker }) => {
  const statement = node.parent?.parent;
  if (code !== 2322 || !ts.isIdentifier(node) || statement === undefined || !ts.isExpressionStatement(statement))
    return [];
  const assignment = node.parent;
  const block = statement.parent;
  if (!ts.isBinaryExpression(assignment) || !ts.isBlock(block)) return [];
  const taken = new Set(checker.getSymbolsInScope(node, ts.SymbolFlags.Value).map((s) => s.name));
  const name = ['h', 'h1', 'h2', 'h3', 'h4'].find((n) => !taken.has(n));
  if (name === undefined) return [];
  const uses: ts.Node[] = [];
  const visit = (n: ts.Node): void => {
    if (ts.isIdentifier(n) && n.text === node.text && n.pos > statement.end - 1) uses.push(n);
    ts.forEachChild(n, visit);
  };
  visit(block);
  if (uses.length === 0) return [];
  return [
    propose(
      88,
      () => [replaced(node, `const ${name}`), ...uses.map((u) => replaced(u, name))],
      'another shape, another name',
    ),
  ];
};
