// A tensor where a truth value is asked for: it is an object, and always true.
import { ts } from 'ts-morph';
import { placeOf } from '../../frame.ts';
import { shapeText, type TensorType, tensorType } from '../../types/tensor.ts';
import type { Found, Lint } from './lint.ts';
import { isOwnSymbol } from './meaning/symbols.ts';

export const tensorCondition: Lint = {
  name: 'tensor-condition',
  about: 'a tensor as a condition: it is an object, so the condition is always true',
  wrong: `const net = model({ a: affine(8, 8) }, input('batch', 8), (p, x) =>
  greater(max(x), 5) ? scale(p.a(x), 0.5) : p.a(x),
);`,
  right: `const net = model({ a: affine(8, 8) }, input('batch', 8), (p, x) =>
  where(greater(max(x), 5), scale(p.a(x), 0.5), p.a(x)),
);`,
  check: (file, checker) => {
    // without strict null checks an optional tensor looks like a tensor
    if (checker.isTypeAssignableTo(checker.getUndefinedType(), checker.getStringType())) return [];
    return [...conditionsOf(file)].flatMap((node) => asked(node, checker));
  },
};

/** The expressions that are only asked whether they are true. */
function conditionsOf(file: ts.SourceFile): ReadonlySet<ts.Expression> {
  const found = new Set<ts.Expression>();
  const add = (node: ts.Expression | undefined): void => {
    if (node === undefined) return;
    if (ts.isParenthesizedExpression(node)) add(node.expression);
    else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) add(node.operand);
    else if (isLogical(node)) for (const side of [node.left, node.right]) add(side);
    else found.add(node);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) add(node.expression);
    else if (ts.isConditionalExpression(node) || ts.isForStatement(node)) add(node.condition);
    else if (ts.isPrefixUnaryExpression(node)) {
      if (node.operator === ts.SyntaxKind.ExclamationToken) add(node.operand);
    } else if (isLogical(node)) add(node.left);
    else if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'Boolean')
      add(node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const isLogical = (node: ts.Node): node is ts.BinaryExpression =>
  ts.isBinaryExpression(node) &&
  (node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    node.operatorToken.kind === ts.SyntaxKind.BarBarToken);

function asked(node: ts.Expression, checker: ts.TypeChecker): Found[] {
  const type = checker.getTypeAtLocation(node);
  const tensor = tensorType(type, checker);
  if (tensor !== undefined)
    return [
      {
        sentence: `${textOf(tensor)} is always true as a condition: its values are not known yet`,
        place: placeOf(node),
        suggestion: 'where(condition, a, b), which chooses element by element when it runs',
      },
    ];
  if (type.symbol === undefined || type.symbol.name !== 'Mode' || !isOwnSymbol(type.symbol)) return [];
  return [
    {
      sentence: 'a mode is always true as a condition',
      place: placeOf(node),
      suggestion: `${node.getText()}.training`,
    },
  ];
}

/** 'a tensor [batch] bool'; without a shape that only TypeScript can read. */
function textOf(tensor: TensorType): string {
  const text = shapeText(tensor);
  return text.includes('<') ? 'a tensor' : `a tensor ${text}`;
}
