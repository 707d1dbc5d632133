// What is changed among statements: one is dropped, two change places, a condition is negated, an early end is removed.
import ts from 'typescript';
import { type Change, not } from './operators.ts';

export function* ofStatement(node: ts.Node): Generator<Change> {
  if (ts.isIfStatement(node)) {
    yield { operator: 'condition', from: node.expression, to: not(node.expression) };
    if (node.elseStatement === undefined && leaves(node.thenStatement))
      yield { operator: 'removed guard', from: node, to: '' };
  }
  if (ts.isExpressionStatement(node) && isDroppable(node)) yield { operator: 'dropped statement', from: node, to: ';' };
  if (ts.isBlock(node) || ts.isSourceFile(node)) yield* neighbours(node.statements);
}

/** The constructor of a class's base is called first, and a directive is none. */
function isDroppable({ expression }: ts.ExpressionStatement): boolean {
  if (ts.isStringLiteral(expression)) return false;
  return !(ts.isCallExpression(expression) && expression.expression.kind === ts.SyntaxKind.SuperKeyword);
}

/** Statements that do something and declare nothing. */
const acts = (s: ts.Statement): boolean => ts.isExpressionStatement(s) || ts.isIfStatement(s) || ts.isForOfStatement(s);

function* neighbours(statements: readonly ts.Statement[]): Generator<Change> {
  for (let i = 1; i < statements.length; i++) {
    const [a, b] = [statements[i - 1]!, statements[i]!];
    if (!acts(a) || !acts(b)) continue;
    const between = a.getSourceFile().text.slice(a.end, b.getStart());
    yield { operator: 'swapped statements', from: a, until: b, to: b.getText() + between + a.getText() };
  }
}

const last = (s: ts.Statement): ts.Statement | undefined => (ts.isBlock(s) ? s.statements.at(-1) : s);

/** Ends the function, the turn of the loop or the loop. */
function leaves(s: ts.Statement): boolean {
  const end = last(s);
  return (
    end !== undefined &&
    (ts.isReturnStatement(end) || ts.isContinueStatement(end) || ts.isBreakStatement(end) || ts.isThrowStatement(end))
  );
}

export function throws(s: ts.Statement): boolean {
  const end = last(s);
  return end !== undefined && ts.isThrowStatement(end);
}
