// Small questions about syntax.
import { ts } from 'ts-morph';

/** The expression without parentheses, casts and the comma that compilers put before a callee: (0, m.f). */
export function bare(e: ts.Expression): ts.Expression {
  if (
    ts.isParenthesizedExpression(e) ||
    ts.isNonNullExpression(e) ||
    ts.isAsExpression(e) ||
    ts.isSatisfiesExpression(e) ||
    ts.isTypeAssertionExpression(e)
  )
    return bare(e.expression);
  const isComma = ts.isBinaryExpression(e) && e.operatorToken.kind === ts.SyntaxKind.CommaToken;
  return isComma && ts.isNumericLiteral(e.left) ? bare(e.right) : e;
}
