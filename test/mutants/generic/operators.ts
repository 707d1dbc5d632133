// What is changed in an expression. Each operator says what may stand instead of a node; the first fault of a person who
// writes in a hurry: another operator, one more or one less, the other branch, the other argument.
import ts from 'typescript';
import { type Operator, rank } from './site.ts';

/** A node, or a stretch from one to another, and what stands there instead. */
export interface Change {
  readonly operator: Operator;
  readonly from: ts.Node;
  /** the last node of the stretch, if there are several */
  readonly until?: ts.Node;
  readonly to: string;
}

const K = ts.SyntaxKind;

const arithmetic: Readonly<Partial<Record<ts.SyntaxKind, string>>> = {
  [K.PlusToken]: '-',
  [K.MinusToken]: '+',
  [K.AsteriskToken]: '/',
  [K.SlashToken]: '*',
  [K.PercentToken]: '*',
  [K.AsteriskAsteriskToken]: '*',
  [K.AmpersandToken]: '|',
  [K.BarToken]: '&',
  [K.CaretToken]: '|',
  [K.LessThanLessThanToken]: '>>',
  [K.GreaterThanGreaterThanToken]: '<<',
  [K.GreaterThanGreaterThanGreaterThanToken]: '<<',
  [K.PlusEqualsToken]: '-=',
  [K.MinusEqualsToken]: '+=',
  [K.AsteriskEqualsToken]: '/=',
  [K.SlashEqualsToken]: '*=',
};

const comparison: Readonly<Partial<Record<ts.SyntaxKind, string>>> = {
  [K.LessThanToken]: '<=',
  [K.LessThanEqualsToken]: '<',
  [K.GreaterThanToken]: '>=',
  [K.GreaterThanEqualsToken]: '>',
  [K.EqualsEqualsEqualsToken]: '!==',
  [K.ExclamationEqualsEqualsToken]: '===',
};

const logical: Readonly<Partial<Record<ts.SyntaxKind, string>>> = {
  [K.AmpersandAmpersandToken]: '||',
  [K.BarBarToken]: '&&',
};

/** One method for the other. */
const methods: Readonly<Record<string, string>> = {
  min: 'max',
  max: 'min',
  every: 'some',
  some: 'every',
  floor: 'ceil',
  ceil: 'floor',
  findLast: 'find',
  find: 'findLast',
  indexOf: 'lastIndexOf',
  lastIndexOf: 'indexOf',
  reduceRight: 'reduce',
};

/** Calls that leave their receiver as it is where they are dropped, or nearly. */
const droppable = new Set(['reverse', 'toReversed', 'filter', 'sort', 'toSorted', 'slice']);

/** Changes of one node of an expression. */
export function* ofExpression(node: ts.Node): Generator<Change> {
  if (ts.isBinaryExpression(node)) yield* ofBinary(node);
  else if (ts.isNumericLiteral(node)) yield constant(node);
  else if (node.kind === K.TrueKeyword) yield { operator: 'boolean', from: node, to: 'false' };
  else if (node.kind === K.FalseKeyword) yield { operator: 'boolean', from: node, to: 'true' };
  else if (ts.isPrefixUnaryExpression(node)) yield* ofPrefix(node);
  else if (ts.isPostfixUnaryExpression(node)) yield* ofPostfix(node);
  else if (ts.isConditionalExpression(node))
    yield { operator: 'condition', from: node.condition, to: not(node.condition) };
  else if (ts.isElementAccessExpression(node)) yield* ofIndex(node);
  else if (ts.isCallExpression(node)) yield* ofCall(node);
  else if (ts.isSpreadElement(node) && ts.isArrayLiteralExpression(node.parent))
    yield { operator: 'dropped part', from: node, to: '...[]' };
}

export const not = (condition: ts.Expression): string => `!(${condition.getText()})`;

function* ofBinary(node: ts.BinaryExpression): Generator<Change> {
  const { left, operatorToken, right } = node;
  const { kind } = operatorToken;
  if (kind === K.QuestionQuestionToken) {
    yield { operator: 'logical', from: node, to: right.getText() };
    return;
  }
  // text that is joined
  if (kind === K.PlusToken && [left, right].some(isText)) return;
  for (const [operator, table] of [
    ['arithmetic', arithmetic],
    ['comparison', comparison],
    ['logical', logical],
  ] as const) {
    const to = table[kind];
    if (to !== undefined) yield { operator, from: operatorToken, to };
  }
}

const isText = (node: ts.Node): boolean =>
  ts.isStringLiteral(node) ||
  ts.isTemplateExpression(node) ||
  ts.isNoSubstitutionTemplateLiteral(node) ||
  (ts.isBinaryExpression(node) && (isText(node.left) || isText(node.right)));

/** One more or one less? By the expression around it, so that an edit elsewhere leaves a mutant as it is. */
const isMore = (node: ts.Node): boolean => rank(0, node.parent.getText()) < '8';

/** 0 and 1 for each other; one more or one less of any other. */
function constant(node: ts.NumericLiteral): Change {
  const text = node.getText();
  const value = Number(text.replaceAll('_', ''));
  const more = isMore(node);
  const to = value === 0 ? '1' : value === 1 ? (more ? '2' : '0') : `${value + (more ? 1 : -1)}`;
  return { operator: 'constant', from: node, to };
}

function* ofPrefix(node: ts.PrefixUnaryExpression): Generator<Change> {
  const operand = node.operand.getText();
  if (node.operator === K.ExclamationToken) yield { operator: 'condition', from: node, to: `(${operand})` };
  if (node.operator === K.MinusToken && !ts.isNumericLiteral(node.operand))
    yield { operator: 'arithmetic', from: node, to: `(${operand})` };
  if (node.operator === K.TildeToken) yield { operator: 'arithmetic', from: node, to: `(${operand})` };
}

/** A count that goes the other way; that of a loop would not end. */
function* ofPostfix(node: ts.PostfixUnaryExpression): Generator<Change> {
  if (ts.isForStatement(node.parent)) return;
  const to = node.operator === K.PlusPlusToken ? '--' : '++';
  yield { operator: 'arithmetic', from: node, to: node.operand.getText() + to };
}

function* ofIndex({ argumentExpression: index }: ts.ElementAccessExpression): Generator<Change> {
  // a literal is a constant already, and text is a name
  if (ts.isNumericLiteral(index) || isText(index)) return;
  yield { operator: 'index', from: index, to: `(${index.getText()}) ${isMore(index) ? '+' : '-'} 1` };
}

function* ofCall(node: ts.CallExpression): Generator<Change> {
  const { expression: callee, arguments: given } = node;
  if (ts.isPropertyAccessExpression(callee)) {
    const name = callee.name.text;
    const other = methods[name];
    if (other !== undefined) yield { operator: 'method', from: callee.name, to: other };
    if (droppable.has(name)) yield { operator: 'dropped part', from: node, to: callee.expression.getText() };
  }
  for (let i = 1; i < given.length; i++) {
    const [a, b] = [given[i - 1]!, given[i]!];
    if (a.getText() === b.getText() || ts.isSpreadElement(a) || ts.isSpreadElement(b)) continue;
    const between = node.getSourceFile().text.slice(a.end, b.getStart());
    yield { operator: 'exchanged arguments', from: a, until: b, to: b.getText() + between + a.getText() };
  }
}
