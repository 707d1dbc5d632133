// Single operations that are written otherwise than they are meant.
import { ts } from 'ts-morph';
import { after, before, replaced } from '../fix.ts';
import { definitionOf, isPipe } from '../flow.ts';
import { isLayer } from '../kinds.ts';
import { dimensionsOf } from '../sentence.ts';
import { type Proposer, wrapped } from './context.ts';
import { returnedBy } from './loops.ts';

/** dot of matrices is matmul. */
export const otherOperation: Proposer = ({ said, call, operation, propose }) => {
  if (said?.key !== 'rank' || operation !== 'dot' || call === undefined) return [];
  return [
    propose(90, (names) => [replaced(call.expression, names.use('matmul'))], 'matrices are multiplied by matmul'),
  ];
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
  const pair = returnedBy(body);
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

/** (p) => p.out of a model: a layer is applied to what is fed. */
export const layerReturned: Proposer = ({ said, call, propose }) => {
  const forward = call?.arguments.find((a) => ts.isArrowFunction(a) || ts.isFunctionExpression(a));
  if (said?.key !== 'returns' || said.words[1] !== 'a layer' || forward === undefined) return [];
  const returned = returnedBy(forward);
  const [first, second] = forward.parameters;
  if (returned === undefined || first === undefined) return [];
  if (second !== undefined && !ts.isIdentifier(second.name)) return [];
  const fed = second?.name.getText() ?? 'x';
  const declared = second === undefined ? [after(first, ', x')] : [];
  return [propose(92, () => [...declared, after(returned, `(${fed})`)], 'call it')];
};

/** attend(q, p.key(memory), p.value(words)): values are of what the keys are of. */
export const sameRows: Proposer = ({ said, call, checker, propose }) => {
  if ((said?.key !== 'attendRows' && said?.key !== 'attendLeading') || call === undefined) return [];
  const [of, other] = call.arguments.slice(1, 3).map((a) => {
    const made = ts.isIdentifier(a) ? definitionOf(a, checker) : a;
    return made !== undefined && ts.isCallExpression(made) && made.arguments.length === 1
      ? made.arguments[0]
      : undefined;
  });
  if (of === undefined || other === undefined || of.getText() === other.getText()) return [];
  return [propose(88, () => [replaced(other, of.getText())], 'values are of what the keys are of')];
};

/** pipe(x, layers.hidden, relu) where a layer more was meant: one that nothing uses. */
export const forgottenLast: Proposer = ({ code, node, checker, propose }) => {
  const { parent } = node;
  const value =
    ts.isVariableDeclaration(parent) && parent.name === node
      ? parent.initializer
      : ts.isReturnStatement(node)
        ? node.expression
        : undefined;
  if (code !== 2322 || value === undefined || !ts.isCallExpression(value) || !isPipe(value)) return [];
  const used = value.arguments.filter(ts.isPropertyAccessExpression);
  const owner = used[0]?.expression;
  const last = value.arguments.at(-1);
  if (owner === undefined || last === undefined || !used.every((u) => u.expression.getText() === owner.getText()))
    return [];
  const text = value.getSourceFile().text.replace(/\/\/.*/g, '');
  const layers = checker.getTypeAtLocation(owner).getProperties();
  return layers
    .filter((l) => isLayer(checker.getTypeOfSymbolAtLocation(l, owner)))
    .map((l) => `${owner.getText()}.${l.name}`)
    .filter((code) => !new RegExp(`\\b${code.replace('.', '\\.')}\\b`).test(text))
    .map((code) => propose(90, () => [after(last, `, ${code}`)], 'a layer is forgotten'));
};
