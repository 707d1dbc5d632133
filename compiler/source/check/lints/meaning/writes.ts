// Where variables are written after they were declared, and which of the values can be there where one is read.
import { ts } from 'ts-morph';
import { symbolAt } from './symbols.ts';

export interface Write {
  /** 'value': x = e; 'item': x.push(e), x[i] = e; 'field': x.name = e; 'other': x += e, ({ x } = e) */
  readonly kind: 'value' | 'item' | 'field' | 'other';
  readonly node: ts.Node;
  readonly value: ts.Expression | undefined;
  readonly name?: string;
}

const indices = new WeakMap<ts.SourceFile, ReadonlyMap<ts.Symbol, readonly Write[]>>();

/** The writes of a file, by variable. */
export function writesIn(file: ts.SourceFile, checker: ts.TypeChecker): ReadonlyMap<ts.Symbol, readonly Write[]> {
  let found = indices.get(file);
  if (found === undefined) {
    const map = new Map<ts.Symbol, Write[]>();
    const add = (name: ts.Node, write: Write) => {
      if (!ts.isIdentifier(name)) return;
      const symbol = symbolAt(name, checker);
      if (symbol !== undefined) map.set(symbol, [...(map.get(symbol) ?? []), write]);
    };
    const visit = (node: ts.Node): void => {
      record(node, add);
      ts.forEachChild(node, visit);
    };
    visit(file);
    found = map;
    indices.set(file, found);
  }
  return found;
}

type Add = (name: ts.Node, write: Write) => void;

function record(node: ts.Node, add: Add): void {
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) {
    assigned(node.left, node.operatorToken.kind === ts.SyntaxKind.EqualsToken ? node.right : undefined, node, add);
  } else if ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && isStep(node.operator)) {
    add(node.operand, { kind: 'other', node, value: undefined });
  } else if (ts.isForOfStatement(node) && !ts.isVariableDeclarationList(node.initializer)) {
    assigned(node.initializer, undefined, node, add);
  } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    if (['push', 'unshift'].includes(node.expression.name.text))
      for (const value of node.arguments) add(node.expression.expression, { kind: 'item', node, value });
  }
}

function assigned(to: ts.Node, value: ts.Expression | undefined, node: ts.Node, add: Add): void {
  if (ts.isIdentifier(to)) add(to, { kind: value === undefined ? 'other' : 'value', node, value });
  else if (ts.isPropertyAccessExpression(to)) add(to.expression, { kind: 'field', node, value, name: to.name.text });
  else if (ts.isElementAccessExpression(to)) add(to.expression, { kind: 'item', node, value });
  else
    ts.forEachChild(to, (part) =>
      assigned(
        ts.isPropertyAssignment(part) ? part.initializer : ts.isShorthandPropertyAssignment(part) ? part.name : part,
        undefined,
        node,
        add,
      ),
    );
}

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
const isStep = (kind: ts.SyntaxKind): boolean =>
  kind === ts.SyntaxKind.PlusPlusToken || kind === ts.SyntaxKind.MinusMinusToken;

export const functionAround = (node: ts.Node): ts.Node | undefined => ts.findAncestor(node.parent, ts.isFunctionLike);

/**
 * The writes whose value can be in a variable where it is read; `first` where its first value can. A write that always
 * happens before the reading hides those before it.
 */
export function reaching(
  writes: readonly Write[],
  use: ts.Node,
): { readonly writes: readonly Write[]; readonly first: boolean } {
  const within = functionAround(use);
  // a function that reads a variable of another one may be called at any time
  if (writes.some((w) => functionAround(w.node) !== within)) return { writes, first: true };
  const at = use.getStart();
  // in a loop, what is written further on is there in the next turn
  const found = writes.filter((w) => w.node.getEnd() > at && loopAround(w.node, use) !== undefined);
  for (const write of [...writes].reverse()) {
    // x = f(x): what is read inside of the write is what was there before
    if (write.node.getEnd() > at) continue;
    found.unshift(write);
    if (always(write.node, use)) return { writes: found, first: false };
  }
  return { writes: found, first: true };
}

export const contains = (outer: ts.Node, inner: ts.Node): boolean =>
  outer.getSourceFile() === inner.getSourceFile() &&
  outer.getStart() <= inner.getStart() &&
  outer.getEnd() >= inner.getEnd();

const isBlock = (node: ts.Node): boolean =>
  ts.isBlock(node) || ts.isSourceFile(node) || ts.isModuleBlock(node) || ts.isCaseOrDefaultClause(node);

const isLoop = (node: ts.Node): boolean => ts.isIterationStatement(node, false);

/** A loop that has both inside of it. */
const loopAround = (a: ts.Node, b: ts.Node): ts.Node | undefined =>
  ts.findAncestor(a, (n) => (ts.isFunctionLike(n) ? 'quit' : isLoop(n) && contains(n, b)));

/** Does a write happen whenever what comes after it does? It is a statement of a block that has the reading inside. */
function always(write: ts.Node, use: ts.Node): boolean {
  const statement = ts.findAncestor(write, (n) => n.parent !== undefined && isBlock(n.parent));
  return (
    statement !== undefined &&
    ts.isExpressionStatement(statement) &&
    statement.expression === write &&
    contains(statement.parent, use)
  );
}
