// Expressions of a function's source as values: literals, names, operators and choices. Calls are in calls.ts.
import { ts } from 'ts-morph';
import { call, property } from './calls.ts';
import type { Context } from './context.ts';
import { refuse } from './error.ts';
import { power, remainder } from './functions.ts';
import { constantNamed } from './names.ts';
import { type Builder, isKnown, type Node } from './node.ts';
import { refuseOperator, refuseSyntax } from './refusals.ts';
import type { Scope, State } from './scope.ts';
import { bare } from './syntax.ts';

const K = ts.SyntaxKind;

/** Where an expression stands. */
export interface Here {
  readonly context: Context;
  readonly scope: Scope;
  readonly state: State;
}

/** The value of an expression, a number or a truth. */
export function evaluate(here: Here, written: ts.Expression): Node {
  const e = bare(written);
  const { builder } = here.context;
  if (ts.isNumericLiteral(e)) return builder.number(Number(e.text));
  if (e.kind === K.TrueKeyword || e.kind === K.FalseKeyword) return builder.truth(e.kind === K.TrueKeyword);
  if (ts.isIdentifier(e)) return identifier(here, e);
  if (ts.isPrefixUnaryExpression(e)) return prefix(here, e);
  if (ts.isPostfixUnaryExpression(e)) return refuseOperator(e, e.operator);
  if (ts.isBinaryExpression(e)) return binary(here, e);
  if (ts.isConditionalExpression(e)) {
    const condition = truth(here, e.condition);
    if (isKnown(condition)) return evaluate(here, condition.value === 1 ? e.whenTrue : e.whenFalse);
    return choose(here, e, condition, evaluate(here, e.whenTrue), evaluate(here, e.whenFalse));
  }
  if (ts.isPropertyAccessExpression(e)) return property(here, e);
  if (ts.isCallExpression(e)) return call(here, e);
  return refuseSyntax(e);
}

/** The value of an expression that must be a number. */
export function number(here: Here, e: ts.Expression): Node {
  const value = evaluate(here, e);
  return value.type === 'number'
    ? value
    : refuse(e, 'true or false is not a number here', 'Write condition ? 1 : 0, or Number(condition).');
}

/** The value of a condition: of numbers, 0 and NaN are false. */
export function truth(here: Here, e: ts.Expression): Node {
  return asTruth(here.context.builder, evaluate(here, e));
}

export function asTruth(b: Builder, value: Node): Node {
  if (value.type === 'boolean') return value;
  return b.op('and', b.op('notEqual', value, b.number(0)), b.op('equal', value, value));
}

function choose({ context }: Here, e: ts.Node, condition: Node, a: Node, b: Node): Node {
  if (a.type === b.type) return context.builder.choose(condition, a, b);
  return refuse(e, 'one branch is a number and the other true or false', 'Give both branches one type.');
}

function identifier(here: Here, e: ts.Identifier): Node {
  const { context, scope, state } = here;
  const found = scope.find(e.text);
  if (found === undefined) return constantNamed(context, e, scope.outermost);
  if (found.kind === 'function') return refuse(e, `${e.text} is a function, not a number`, `Call it: ${e.text}(...).`);
  return (
    state.values.get(found) ??
    refuse(e, `${e.text} may be read before it has a value`, `Give it one where it is declared: let ${e.text} = 0.`)
  );
}

function prefix(here: Here, e: ts.PrefixUnaryExpression): Node {
  const b = here.context.builder;
  switch (e.operator) {
    case K.MinusToken:
      return b.op('neg', number(here, e.operand));
    case K.PlusToken:
      return asNumber(b, evaluate(here, e.operand));
    case K.ExclamationToken:
      return b.op('not', truth(here, e.operand));
    default:
      return refuseOperator(e, e.operator);
  }
}

/** 1 and 0 for true and false, as Number(x) and +x say. */
export function asNumber(b: Builder, value: Node): Node {
  return value.type === 'number' ? value : b.op('select', value, b.number(1), b.number(0));
}

type Arithmetic = (b: Builder, x: Node, y: Node) => Node;

const arithmetic: Partial<Record<ts.SyntaxKind, Arithmetic>> = {
  [K.PlusToken]: (b, x, y) => b.op('add', x, y),
  [K.MinusToken]: (b, x, y) => b.op('sub', x, y),
  [K.AsteriskToken]: (b, x, y) => b.op('mul', x, y),
  [K.SlashToken]: (b, x, y) => b.op('div', x, y),
  [K.PercentToken]: remainder,
  [K.AsteriskAsteriskToken]: power,
  [K.LessThanToken]: (b, x, y) => b.op('less', x, y),
  [K.LessThanEqualsToken]: (b, x, y) => b.op('lessEqual', x, y),
  [K.GreaterThanToken]: (b, x, y) => b.op('greater', x, y),
  [K.GreaterThanEqualsToken]: (b, x, y) => b.op('greaterEqual', x, y),
};

/** Whether an equality operator asks for equality or difference. */
const equalities: Partial<Record<ts.SyntaxKind, boolean>> = {
  [K.EqualsEqualsToken]: true,
  [K.EqualsEqualsEqualsToken]: true,
  [K.ExclamationEqualsToken]: false,
  [K.ExclamationEqualsEqualsToken]: false,
};

function binary(here: Here, e: ts.BinaryExpression): Node {
  const operator = e.operatorToken.kind;
  const b = here.context.builder;
  const compute = arithmetic[operator];
  if (compute !== undefined) return compute(b, number(here, e.left), number(here, e.right));
  const same = equalities[operator];
  if (same !== undefined) return equality(here, e, same);
  const isAnd = operator === K.AmpersandAmpersandToken;
  if (!isAnd && operator !== K.BarBarToken) return refuseOperator(e, operator);
  const left = evaluate(here, e.left);
  const condition = asTruth(b, left);
  if (isKnown(condition)) return (condition.value === 1) === isAnd ? evaluate(here, e.right) : left;
  const right = evaluate(here, e.right);
  if (left.type === 'boolean' && right.type === 'boolean') return b.op(isAnd ? 'and' : 'or', left, right);
  return isAnd ? choose(here, e, condition, right, left) : choose(here, e, condition, left, right);
}

/** What a += b and its like compute of a and b. */
export function compound(operator: ts.SyntaxKind): Arithmetic | undefined {
  const plain: Partial<Record<ts.SyntaxKind, ts.SyntaxKind>> = {
    [K.PlusEqualsToken]: K.PlusToken,
    [K.MinusEqualsToken]: K.MinusToken,
    [K.AsteriskEqualsToken]: K.AsteriskToken,
    [K.SlashEqualsToken]: K.SlashToken,
    [K.PercentEqualsToken]: K.PercentToken,
    [K.AsteriskAsteriskEqualsToken]: K.AsteriskAsteriskToken,
  };
  const found = plain[operator];
  return found === undefined ? undefined : arithmetic[found];
}

function equality(here: Here, e: ts.BinaryExpression, same: boolean): Node {
  const b = here.context.builder;
  const [left, right] = [evaluate(here, e.left), evaluate(here, e.right)];
  if (left.type !== right.type)
    return refuse(e, 'a number is compared with true or false', 'Compare numbers with numbers.');
  if (left.type === 'number') return b.op(same ? 'equal' : 'notEqual', left, right);
  return same ? b.choose(left, right, b.op('not', right)) : b.choose(left, b.op('not', right), right);
}
