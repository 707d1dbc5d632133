// What a function's statements return, and what they do besides.
import { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import { truth } from './expressions.ts';
import { type Frame, known, nothing, type Value } from './value.ts';

export interface Ran {
  readonly values: readonly Value[];
  /** nothing after it is reached */
  readonly ends: boolean;
}

const through: Ran = { values: [], ends: false };

/** Statements in a row: what they may return. */
export function run(on: Evaluator, statements: readonly ts.Statement[], frame: Frame): Ran {
  const values: Value[] = [];
  for (const statement of statements) {
    const ran = one(on, statement, frame);
    values.push(...ran.values);
    if (ran.ends) return { values, ends: true };
  }
  return { values, ends: false };
}

function one(on: Evaluator, s: ts.Statement, frame: Frame): Ran {
  const of = (e: ts.Expression | undefined): Value[] => (e === undefined ? [] : [on.evaluate(e, frame)]);
  if (ts.isReturnStatement(s)) return { values: of(s.expression), ends: true };
  if (ts.isThrowStatement(s)) return { values: [], ends: true };
  if (ts.isBlock(s)) return run(on, s.statements, frame);
  if (ts.isIfStatement(s)) return branches(on, s, frame);
  if (ts.isExpressionStatement(s)) {
    // what is written to a variable is read where the variable is
    if (!isWrite(s.expression)) on.effects.push(...of(s.expression));
    return through;
  }
  if (ts.isVariableStatement(s) || ts.isFunctionDeclaration(s)) return through;
  return nested(on, s, frame);
}

function branches(on: Evaluator, s: ts.IfStatement, frame: Frame): Ran {
  const condition = on.evaluate(s.expression, frame);
  const is = known(condition) === nothing ? undefined : truth(condition);
  const then = () => one(on, s.thenStatement, frame);
  const other = () => (s.elseStatement === undefined ? through : one(on, s.elseStatement, frame));
  if (is !== undefined) return is ? then() : other();
  on.effects.push(condition);
  const [a, b] = [then(), other()];
  return { values: [...a.values, ...b.values], ends: a.ends && b.ends };
}

const isWrite = (e: ts.Expression): boolean =>
  ts.isBinaryExpression(e) && e.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isIdentifier(e.left);

/** A loop, switch or try: what it may return, and what it does if it does anything. */
function nested(on: Evaluator, s: ts.Statement, frame: Frame): Ran {
  const values: Value[] = [];
  ts.forEachChild(s, function visit(child): void {
    if (ts.isStatement(child)) values.push(...one(on, child, frame).values);
    else if (ts.isVariableDeclarationList(child)) return;
    else if (ts.isExpression(child)) on.effects.push(on.evaluate(child, frame));
    else ts.forEachChild(child, visit);
  });
  return { values, ends: false };
}
